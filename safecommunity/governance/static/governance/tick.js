// One box ticks all boxes of a name; without this script each is ticked by itself.
for (const all of document.querySelectorAll("[data-tick]")) {
  const boxes = document.querySelectorAll(`input[name="${all.dataset.tick}"]`);
  all.addEventListener("change", () => { for (const box of boxes) { box.checked = all.checked; } });
}
