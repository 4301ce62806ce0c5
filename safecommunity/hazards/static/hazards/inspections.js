// Inspections on a phone: the day is the phone's (a kept page may be older), "put right" opens its questions,
// and the list of what is to be inspected keeps each page and its files for where there is no network.
(function () {
  "use strict";

  function two(value) { return (value < 10 ? "0" : "") + value; }

  var form = document.querySelector("form[data-offline]");
  if (form && form.elements.done_on) {
    form.addEventListener("submit", function () {
      var now = new Date();
      form.elements.done_on.value = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
    }, true);
  }

  // who came is asked before the form is put away: without network nobody else could ask
  var came = form && form.querySelector("[data-came]");
  if (came) {
    form.addEventListener("submit", function (event) {
      var none = !came.querySelector("input:checked");
      came.querySelector("[data-came-needed]").hidden = !none;
      if (none) {
        event.preventDefault();
        event.stopImmediatePropagation();
        came.querySelector("input").focus();
      }
    }, true);
  }

  function opened(box) { box.closest(".when-bad").classList.toggle("fixed-open", box.checked); }
  document.querySelectorAll(".when-bad input[type=checkbox]").forEach(function (box) {
    opened(box);
    box.addEventListener("change", function () { opened(box); });
  });
  if (form) {
    form.addEventListener("reset", function () {
      window.setTimeout(function () { document.querySelectorAll(".when-bad input[type=checkbox]").forEach(opened); }, 0);
    });
  }

  function filesOf(address) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        return Array.prototype.map.call(page.querySelectorAll("script[src], link[rel=stylesheet]"), function (one) {
          return new URL(one.getAttribute("src") || one.getAttribute("href"), window.location.href).href;
        });
      });
  }

  var links = document.querySelectorAll("a[data-keep]"), said = document.querySelector("[data-kept]");
  if (!links.length || !("serviceWorker" in navigator) || !navigator.onLine) { return; }
  navigator.serviceWorker.register("/sw.js", { scope: "/" }).then(function () { return navigator.serviceWorker.ready; })
    .then(function (ready) {
      return filesOf(links[0].href).then(function (files) {
        links.forEach(function (link) { ready.active.postMessage({ keep: new URL(link.href).pathname, files: files }); files = []; });
        ready.active.postMessage({ keep: window.location.pathname, files: [] });
        if (said) { said.hidden = false; said.querySelector("[data-kept-count]").textContent = links.length; }
      });
    }).catch(function () { return undefined; });
}());
