// Keeps a draft of <form data-draft="URL">: some seconds after a change the form is posted there.
// Fields with data-no-draft (names, identity numbers, phones) and files never leave with a draft.
// The words stand in the page: <span data-draft-state data-saved data-offline>.
(function () {
  "use strict";
  var WAIT = 4000, AGAIN = 15000;

  function two(value) { return (value < 10 ? "0" : "") + value; }

  function say(form, ok) {
    var place = document.querySelector("[data-draft-state]");
    if (!place) { return; }
    var now = new Date();
    place.classList.toggle("ask", !ok);
    place.textContent = ok
      ? place.getAttribute("data-saved") + " " + two(now.getHours()) + ":" + two(now.getMinutes())
      : place.getAttribute("data-offline");
  }

  function content(form) {
    var data = new FormData(form);
    Array.prototype.forEach.call(form.elements, function (element) {
      if (element.name && (element.type === "file" || element.type === "password" || element.closest("[data-no-draft]"))) {
        data.delete(element.name);
      }
    });
    return data;
  }

  function watch(form) {
    var timer = 0, changed = false, going = false;

    function later(wait) {
      window.clearTimeout(timer);
      timer = window.setTimeout(save, wait);
    }

    function save() {
      if (!changed || going) { return; }
      changed = false;
      going = true;
      fetch(form.getAttribute("data-draft"), {
        method: "POST", body: content(form), credentials: "same-origin", headers: { "X-Draft": "1" }, redirect: "manual"
      }).then(function (answer) {
        going = false;
        if (!answer.ok) { throw new Error(String(answer.status)); }
        say(form, true);
        if (changed) { later(WAIT); }
      }).catch(function () {
        going = false;
        changed = true;
        say(form, false);
        later(AGAIN);
      });
    }

    form.addEventListener("input", function () { changed = true; later(WAIT); });
    form.addEventListener("change", function () { changed = true; later(WAIT); });
    form.addEventListener("submit", function () { changed = false; window.clearTimeout(timer); });
    window.addEventListener("online", function () { if (changed) { later(500); } });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { save(); } });
    // "save draft" buttons: at once
    form.addEventListener("click", function (event) {
      if (event.target.closest("[data-save-draft]")) { event.preventDefault(); changed = true; save(); }
    });
  }

  document.querySelectorAll("form[data-draft]").forEach(watch);
}());
