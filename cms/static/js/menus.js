// Menus in the cover close on Escape and on a tap elsewhere; only one is open at a time.
const drops = [...document.querySelectorAll("details.drop, details.more")];
const wide = matchMedia("(min-width: 60rem)");
const menu = document.querySelector("details.menu");
const lies = () => wide.matches && !CSS.supports("selector(::details-content)");

// Browsers without ::details-content: on a wide screen the menu lies open as a row.
const settle = () => {
  if (menu) menu.open = lies();
};
if (lies()) settle();
wide.addEventListener?.("change", settle);

const close = (drop) => {
  if (!(drop === menu && lies())) drop.open = false;
};
for (const drop of drops) {
  drop.addEventListener("toggle", () => {
    if (drop.open) drops.filter((other) => other !== drop).forEach(close);
  });
}
document.addEventListener("click", (event) => {
  drops.filter((drop) => drop.open && !drop.contains(event.target)).forEach(close);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of drops.filter((drop) => drop.open)) {
    if (drop.contains(document.activeElement)) drop.querySelector("summary").focus();
    close(drop);
  }
});
