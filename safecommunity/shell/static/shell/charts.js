// A chart that could not be drawn just now is asked for again; where it stays away its table opens. Without this script
// the table is one touch away.
(function () {
  "use strict";
  var WAITS = [1500, 4000, 10000];

  function giveUp(image) {
    var figure = image.closest("figure");
    var table = figure && figure.parentElement.querySelector("details.table-view");
    if (table) { table.open = true; }
  }

  function again(image) {
    var tried = Number(image.getAttribute("data-tried") || 0);
    if (tried >= WAITS.length) { giveUp(image); return; }
    image.setAttribute("data-tried", String(tried + 1));
    window.setTimeout(function () { image.src = image.getAttribute("src"); }, WAITS[tried]);
  }

  document.addEventListener("error", function (event) {
    if (event.target.matches && event.target.matches("img.drawn")) { again(event.target); }
  }, true);
  // what failed before this script was there
  document.querySelectorAll("img.drawn").forEach(function (image) {
    if (image.complete && !image.naturalWidth) { again(image); }
  });
}());
