// Data saver: a tap puts the picture in its place. Without this script the tap opens the picture by itself.
document.addEventListener("click", (event) => {
  const held = event.target.closest("a.picture__held");
  const template = held?.parentElement.querySelector("template");
  if (!template) return;
  event.preventDefault();
  held.replaceWith(template.content.cloneNode(true));
});
