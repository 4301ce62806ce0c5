// Service worker: keeps our own files and the pages that asked to be kept, for work without network.
// It never keeps anything else and never answers a POST.
"use strict";
var FILES = "files", PAGES = "pages";

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

// X-Keep: the server leaves out of a page what no phone is to keep, such as names
function keep(name, address) {
  return fetch(address, { credentials: "same-origin", cache: "no-cache", headers: name === PAGES ? { "X-Keep": "1" } : {} }).then(function (answer) {
    if (!answer.ok || answer.redirected) { return undefined; }
    return caches.open(name).then(function (cache) { return cache.put(address, answer); });
  });
}

self.addEventListener("message", function (event) {
  var wish = event.data || {};
  if (wish.keep) {
    var jobs = (wish.files || []).map(function (file) { return keep(FILES, file); });
    jobs.push(keep(PAGES, wish.keep));
    event.waitUntil(Promise.all(jobs).catch(function () { return undefined; }));
  }
});

// the page from the network; where that fails, as it was last seen
function page(request) {
  return fetch(request).catch(function (problem) {
    return caches.open(PAGES).then(function (cache) { return cache.match(new URL(request.url).pathname); })
      .then(function (kept) { if (kept) { return kept; } throw problem; });
  });
}

// a file as kept, brought up to date behind it; one that was never kept is left to the browser
function file(request) {
  return caches.open(FILES).then(function (cache) {
    return cache.match(request).then(function (kept) {
      if (!kept) { return fetch(request); }
      var fresh = fetch(request).then(function (answer) {
        if (answer.ok) { cache.put(request, answer.clone()); }
        return answer;
      });
      fresh.catch(function () { return undefined; });
      return fetchOrKept(fresh, kept);
    });
  });
}

// a new style sheet wins when the network is quick, the kept one when it is slow or gone
function fetchOrKept(fresh, kept) {
  return new Promise(function (done) {
    var timer = setTimeout(function () { done(kept); }, 1500);
    fresh.then(function (answer) { clearTimeout(timer); done(answer.ok ? answer : kept); },
      function () { clearTimeout(timer); done(kept); });
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") { event.respondWith(page(request)); return; }
  if (url.pathname.indexOf("/static/") === 0) { event.respondWith(file(request)); }
});
