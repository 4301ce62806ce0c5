// The overview of a reviewer's sheets keeps each sheet and its files on the device, for where there is no network.
(function () {
  "use strict";
  var links = document.querySelectorAll("a[data-keep]"), said = document.querySelector("[data-kept]");
  if (!links.length || !("serviceWorker" in navigator) || !navigator.onLine) { return; }

  function filesOf(address) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        return Array.prototype.map.call(page.querySelectorAll("script[src], link[rel=stylesheet]"), function (one) {
          return new URL(one.getAttribute("src") || one.getAttribute("href"), window.location.href).href;
        });
      });
  }

  navigator.serviceWorker.register("/sw.js", { scope: "/" }).then(function () { return navigator.serviceWorker.ready; })
    .then(function (ready) {
      return filesOf(links[0].href).then(function (files) {
        links.forEach(function (link) { ready.active.postMessage({ keep: new URL(link.href).pathname, files: files }); files = []; });
        ready.active.postMessage({ keep: window.location.pathname, files: [] });
        if (said) { said.hidden = false; said.querySelector("[data-kept-count]").textContent = links.length; }
      });
    }).catch(function () { return undefined; });
}());
