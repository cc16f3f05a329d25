// The moderation queue by keyboard. Keys act only while the focus is in the list, so that they never surprise
// somebody who types elsewhere or whose screen reader has keys of its own (WCAG 2.1.4).
const list = document.querySelector("[data-queue]");
const keys = document.querySelector("[data-queue-keys]");
const items = [...document.querySelectorAll("[data-queue-item]")];
const current = () => items.findIndex((item) => item.contains(document.activeElement));
const focus = (item) => {
  item?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: "nearest" });
};

if (keys) {
  keys.hidden = false;
  keys.querySelector("[data-queue-start]").addEventListener("click", () => focus(items[0]));
}
// After an act the page comes back with the next one in its address.
if (location.hash.startsWith("#item-")) focus(items.find((item) => `#${item.id}` === location.hash) ?? items[0]);

list?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = current();
  if (event.key === "Escape" && at >= 0) {
    focus(items[at]);
    return;
  }
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "j" || event.key === "k") {
    focus(items[Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), items.length - 1)]);
    event.preventDefault();
    return;
  }
  const button = items[at]?.querySelector(`[data-queue-key="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
  // Hiding wants a reason.
  if (button.parentElement.open) button.parentElement.querySelector("textarea")?.focus();
});
