// Keeps a draft of <form data-draft="URL">: some seconds after a change the form is posted there.
// Fields with data-no-draft (names, identity numbers, phones) and files never leave with a draft.
// The words stand in the page: <span data-draft-state data-saved data-offline>, and for a sitting that
// has ended meanwhile <p data-signed-out hidden>: what was typed stays until one has signed in again.
(function () {
  "use strict";
  var WAIT = 4000, AGAIN = 15000, REST = 300000;

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

  function signedOut(form, is) {
    var place = form.querySelector("[data-signed-out]");
    if (!place) { return; }
    if (is && place.hidden) { place.hidden = false; place.scrollIntoView({ block: "center" }); }
    place.hidden = !is;
  }

  // the page as it is now: its token, or false where somebody has to sign in first
  function freshToken() {
    return fetch(window.location.pathname, { credentials: "same-origin", cache: "no-store", redirect: "manual" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html"), found = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]");
        return found && page.body.getAttribute("data-reader") === document.body.getAttribute("data-reader") ? found.value : false;
      });
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
    var timer = 0, changed = false, going = false, heard = Date.now(), sure = false;

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
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          changed = true;
          heard = 0;
          signedOut(form, true);
          return;
        }
        if (!answer.ok) { throw new Error(String(answer.status)); }
        heard = Date.now();
        signedOut(form, false);
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
    // after a rest the sitting may have ended: ask before the page and all that was typed are left
    form.addEventListener("submit", function (event) {
      window.clearTimeout(timer);
      if (sure || Date.now() - heard < REST) { changed = false; return; }
      event.preventDefault();
      var button = event.submitter;
      freshToken().then(function (token) {
        signedOut(form, !token);
        if (!token) { return; }
        form.querySelector("[name=csrfmiddlewaretoken]").value = token;
        sure = true;
        form.requestSubmit(button);
      }).catch(function () { say(form, false); });
    });
    window.addEventListener("online", function () { if (changed) { later(500); } });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { save(); } });
    // "save draft" buttons: at once
    form.addEventListener("click", function (event) {
      if (event.target.closest("[data-save-draft]")) { event.preventDefault(); changed = true; save(); }
    });
  }

  document.querySelectorAll("form[data-draft]").forEach(watch);
}());
