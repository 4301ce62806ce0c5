// Quick reports without network: <form data-offline="URL" data-title="…"> is put into a queue on the
// phone and posted when there is network. The server sees client_id (made here, the same on every
// attempt) and the headers Accept: application/json and X-Offline: 1. It answers
//   200 or 201 {"number": "…"}       received; the same client_id again gives the same number
//   400, 413 or 422 {"errors": ["…"]}  refused; the words are shown, the entry can be removed
// An entry belongs to the reader who made it and is only ever sent while that reader is signed in.
(function () {
  "use strict";
  var form = document.querySelector("form[data-offline]");
  var list = document.querySelector("[data-queue]");
  if (!form || !window.indexedDB) { return; }
  var reader = document.body.getAttribute("data-reader") || "";
  var busy = false;

  function newId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
  }

  function store(mode) {
    return new Promise(function (done, fail) {
      var opening = window.indexedDB.open("safecommunity", 1);
      opening.onupgradeneeded = function () { opening.result.createObjectStore("queue", { keyPath: "id" }); };
      opening.onerror = function () { fail(opening.error); };
      opening.onsuccess = function () { done(opening.result.transaction("queue", mode).objectStore("queue")); };
    });
  }

  function ask(mode, what) {
    return store(mode).then(function (queue) {
      return new Promise(function (done, fail) {
        var asked = what(queue);
        asked.onsuccess = function () { done(asked.result); };
        asked.onerror = function () { fail(asked.error); };
      });
    });
  }

  function put(entry) { return ask("readwrite", function (queue) { return queue.put(entry); }); }
  function drop(id) { return ask("readwrite", function (queue) { return queue.delete(id); }); }
  function mine() {
    return ask("readonly", function (queue) { return queue.getAll(); }).then(function (all) {
      return all.filter(function (entry) { return entry.reader === reader; })
        .sort(function (a, b) { return b.when - a.when; });
    });
  }

  function two(value) { return (value < 10 ? "0" : "") + value; }
  function clock(when) {
    var at = new Date(when);
    return at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate()) + " " + two(at.getHours()) + ":" + two(at.getMinutes());
  }

  function element(name, text, kind) {
    var made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (kind) { made.className = kind; }
    return made;
  }

  function line(entry) {
    var item = element("li"), words = element("span", entry.title), end = element("span", "", "end");
    var under = clock(entry.when) + (entry.number ? " · " + entry.number : "") + (entry.says ? " · " + entry.says : "");
    words.appendChild(element("small", under));
    var state = { waiting: ["data-here", "tag ask"], received: ["data-got", "tag ok"], refused: ["data-refused", "tag bad"] }[entry.state];
    end.appendChild(element("span", list.getAttribute(state[0]), state[1]));
    if (entry.state === "refused") {
      var remove = element("button", list.getAttribute("data-remove"), "btn");
      remove.type = "button";
      remove.addEventListener("click", function () { drop(entry.id).then(show); });
      end.appendChild(remove);
    }
    item.appendChild(words);
    item.appendChild(end);
    return item;
  }

  function show() {
    return mine().then(function (entries) {
      var waiting = entries.filter(function (entry) { return entry.state === "waiting"; }).length;
      document.querySelectorAll("[data-net]").forEach(function (strip) {
        strip.hidden = navigator.onLine && !waiting;
        strip.querySelector("[data-net-off]").hidden = navigator.onLine;
        strip.querySelector("[data-net-count]").textContent = waiting || "";
        strip.querySelector("[data-net-waiting]").hidden = !waiting;
      });
      if (!list) { return; }
      list.textContent = "";
      entries.forEach(function (entry) { list.appendChild(line(entry)); });
      var box = list.closest("[data-queue-box]");
      if (box) { box.hidden = !entries.length; }
    });
  }

  function token() {
    var field = form.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  // a page kept on the phone carries an old token: take the one of the page as it is now
  function freshToken() {
    return fetch(window.location.pathname, { credentials: "same-origin", cache: "no-store", redirect: "manual" })
      .then(function (answer) { return answer.ok ? answer.text() : ""; })
      .then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").querySelector("form[data-offline] [name=csrfmiddlewaretoken]");
        if (!found) { return false; }
        form.querySelector("[name=csrfmiddlewaretoken]").value = found.value;
        return true;
      });
  }

  function post(entry) {
    var data = new FormData();
    entry.parts.forEach(function (part) { data.append(part[0], part[1]); });
    data.set("client_id", entry.id);
    data.set("csrfmiddlewaretoken", token());
    return fetch(entry.url, {
      method: "POST", body: data, credentials: "same-origin", redirect: "manual",
      headers: { Accept: "application/json", "X-Offline": "1", "X-Written-At": String(entry.when) }
    });
  }

  function settle(entry, answer) {
    if (answer.ok) {
      return answer.json().then(function (said) {
        // what was written leaves the phone as soon as the server has it
        return put({ id: entry.id, reader: reader, title: entry.title, when: entry.when, state: "received", number: said.number || "", parts: [], url: entry.url });
      });
    }
    if ([400, 413, 422].indexOf(answer.status) >= 0) {
      return answer.json().catch(function () { return {}; }).then(function (said) {
        entry.state = "refused";
        entry.says = (said.errors || []).join(" ");
        return put(entry);
      });
    }
    return undefined; // signed out, server busy: it stays on the phone
  }

  function send(entry) {
    return post(entry).then(function (answer) {
      if (answer.status !== 403) { return settle(entry, answer); }
      return freshToken().then(function (found) {
        return found ? post(entry).then(function (again) { return settle(entry, again); }) : undefined;
      });
    });
  }

  function sendAll() {
    if (busy || !navigator.onLine || !reader) { return show(); }
    busy = true;
    return mine().then(function (entries) {
      return entries.filter(function (entry) { return entry.state === "waiting"; }).reverse()
        .reduce(function (before, entry) { return before.then(function () { return send(entry); }); }, Promise.resolve());
    }).catch(function () { return undefined; }).then(function () { busy = false; return tidy(); }).then(show);
  }

  // received entries stay to be seen for a while
  function tidy() {
    return mine().then(function (entries) {
      var old = entries.filter(function (entry) { return entry.state === "received"; }).slice(20);
      return Promise.all(old.map(function (entry) { return drop(entry.id); }));
    });
  }

  // what it is about, so that entries in the queue can be told apart; never who
  function titleOf() {
    var title = form.getAttribute("data-title") || document.title;
    var field = form.elements[form.getAttribute("data-title-from") || ""];
    var chosen = field && field.selectedOptions && field.selectedOptions[0];
    return chosen && chosen.value ? title + " · " + chosen.textContent : title;
  }

  var putting = false; // a second tap while the first is being put away is the same report
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (putting) { return; }
    putting = true;
    var parts = [];
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && name !== "client_id") { parts.push([name, value]); }
    });
    var entry = { id: newId(), reader: reader, url: form.getAttribute("data-offline"), title: titleOf(), when: Date.now(), parts: parts, state: "waiting", number: "", says: "" };
    put(entry).then(function () {
      putting = false;
      form.reset();
      form.dispatchEvent(new Event("queued", { bubbles: true }));
      return sendAll();
    }).catch(function () {
      putting = false;
      form.submit(); // no room on the phone: the ordinary way
    });
  });

  window.addEventListener("online", sendAll);
  window.addEventListener("offline", show);
  window.setInterval(sendAll, 30000);
  sendAll();

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js", { scope: "/" }).then(function () { return navigator.serviceWorker.ready; })
      .then(function (ready) {
        var files = Array.prototype.map.call(document.querySelectorAll("script[src], link[rel=stylesheet]"), function (one) { return one.src || one.href; });
        if (navigator.onLine) { ready.active.postMessage({ keep: window.location.pathname, files: files }); }
      }).catch(function () { return undefined; });
  }
}());
