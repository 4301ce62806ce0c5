// The folding menu with its box to find an entry, pop-ups that close by themselves, print buttons. Everything works without it.
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

  // which parts of the menu somebody opened: a cookie, so that the next page comes with them open
  function keep(key, open) {
    var held = /(?:^|; )menu=([^;]*)/.exec(document.cookie);
    var keys = (held ? held[1].split(".") : []).filter(function (one) { return one && one !== key; });
    if (open) { keys.push(key); }
    document.cookie = "menu=" + keys.slice(-30).join(".") + "; path=/; max-age=31536000; samesite=lax";
  }

  function find(box) {
    var side = box.closest(".side"), input = box.querySelector("input"), says = box.querySelector("[role=status]");
    var lines = Array.prototype.slice.call(side.querySelectorAll("[data-find]"));
    var parts = Array.prototype.slice.call(side.querySelectorAll("details[data-sub]"));
    var before = null;
    function shown() { return lines.filter(function (line) { return !line.hidden; }); }
    function look() {
      var wanted = input.value.trim().toLowerCase().replace(/\s+/g, " ");
      if (wanted && !before) { before = parts.map(function (part) { return part.open; }); }
      lines.forEach(function (line) {
        line.hidden = Boolean(wanted) && line.getAttribute("data-find").indexOf(wanted) < 0;
      });
      parts.forEach(function (part, at) {
        part.parentNode.hidden = !part.querySelector("[data-find]:not([hidden])");
        if (before) { part.open = wanted ? !part.parentNode.hidden : before[at]; }
      });
      side.querySelectorAll("section").forEach(function (group) {
        group.hidden = !group.querySelector("[data-find]:not([hidden])");
      });
      if (!wanted) { before = null; }
      says.textContent = shown().length ? "" : says.getAttribute("data-none");
    }
    box.hidden = false;
    input.addEventListener("input", look);
    input.addEventListener("keydown", function (event) {
      var first = shown()[0];
      if (event.key === "Escape" && input.value) {
        event.stopPropagation();
        input.value = "";
        look();
      } else if ((event.key === "Enter" || event.key === "ArrowDown") && input.value.trim() && first) {
        event.preventDefault();
        if (event.key === "Enter") { first.querySelector("a").click(); } else { first.querySelector("a").focus(); }
      }
    });
    side.addEventListener("click", function (event) {
      var head = event.target.closest("summary"), part = head && head.parentNode;
      if (part && part.hasAttribute("data-sub") && !before) { keep(part.getAttribute("data-sub"), !part.open); }
    });
    look(); // a browser that goes back keeps what was typed
  }

  function closeOthers(keep) {
    document.querySelectorAll("details.switch[open]").forEach(function (item) {
      if (item !== keep) { item.open = false; }
    });
  }

  document.querySelectorAll("[data-menu]").forEach(fold);
  document.querySelectorAll(".menu-find").forEach(find);
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
