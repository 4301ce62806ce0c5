// The folding menu, pop-ups that close by themselves, print buttons. Everything works without it.
(function () {
  "use strict";

  function fold(button) {
    var side = document.getElementById(button.getAttribute("data-menu"));
    if (!side) { return; }
    button.addEventListener("click", function (event) {
      event.preventDefault();
      var open = side.classList.toggle("open");
      button.setAttribute("aria-expanded", open ? "true" : "false");
      if (open) {
        var first = side.querySelector("a");
        if (first) { first.focus(); }
      }
    });
    button.addEventListener("keydown", function (event) {
      if (event.key === " ") { event.preventDefault(); button.click(); }
    });
  }

  function closeOthers(keep) {
    document.querySelectorAll("details.switch[open]").forEach(function (item) {
      if (item !== keep) { item.open = false; }
    });
  }

  document.querySelectorAll("[data-menu]").forEach(fold);
  document.addEventListener("click", function (event) {
    closeOthers(event.target.closest("details.switch"));
    var print = event.target.closest("[data-print]");
    if (print) { event.preventDefault(); window.print(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var open = document.querySelector("details.switch[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); return; }
    document.querySelectorAll(".side.open").forEach(function (side) {
      side.classList.remove("open");
      var button = document.querySelector('[data-menu="' + side.id + '"]');
      if (button) { button.setAttribute("aria-expanded", "false"); button.focus(); }
    });
  });
  // signed out: the form pages kept for work without network go, they show the last reader's place
  if (document.body.hasAttribute("data-anonymous") && "caches" in window) {
    window.caches.delete("pages").catch(function () { return false; });
  }
  // a filter that answers at once; without script the form keeps its button
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-send]") && event.target.form) { event.target.form.submit(); }
  });
}());
