// In the page editor: a link to a field inside a closed section opens it, which makes the browser lose its place.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".case-completeness a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  setTimeout(() => {
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center", behavior: "instant" });
  }, 100);
});
