// The card: sex and age from the identity number, how much is filled in, and the questions of the
// checks while one goes on. Without this script the server does all of it when the card is saved.
(function () {
  "use strict";
  var form = document.querySelector("form[data-questions]");
  if (!form) { return; }
  var WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], CHECKS = "10X98765432";

  function plain(text) { return text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase(); }

  // {sex, born} or null; GB 11643
  function identity(text) {
    var number = plain(text), born, sex;
    if (/^[0-9]{15}$/.test(number)) {
      born = "19" + number.slice(6, 12);
      sex = number[14];
    } else if (/^[0-9]{17}[0-9X]$/.test(number)) {
      var sum = WEIGHTS.reduce(function (total, weight, at) { return total + weight * Number(number[at]); }, 0);
      if (CHECKS[sum % 11] !== number[17]) { return null; }
      born = number.slice(6, 14);
      sex = number[16];
    } else { return null; }
    var day = { y: Number(born.slice(0, 4)), m: Number(born.slice(4, 6)), d: Number(born.slice(6, 8)) };
    var real = new Date(day.y, day.m - 1, day.d);
    if (real.getMonth() !== day.m - 1 || real.getDate() !== day.d || real > new Date()) { return null; }
    return { sex: Number(sex) % 2 ? "1" : "2", born: day };
  }

  function dayOf() {
    var field = form.querySelector("[name=injury_time_day]"), parts = field && field.value.split("-").map(Number);
    if (parts && parts.length === 3) { return { y: parts[0], m: parts[1], d: parts[2] }; }
    var now = new Date();
    return { y: now.getFullYear(), m: now.getMonth() + 1, d: now.getDate() };
  }

  function fill() {
    var field = form.elements.id_number, known = field && identity(field.value);
    if (!known) { return; }
    var sexes = Array.prototype.slice.call(form.querySelectorAll("[name=sex]"));
    if (!sexes.some(function (one) { return one.checked; })) {
      sexes.forEach(function (one) { one.checked = one.value === known.sex; });
    }
    var age = form.elements.age;
    if (!age || age.value !== "" && !age.hasAttribute("data-filled-in")) { return; }
    var on = dayOf(), born = known.born;
    var months = (on.y - born.y) * 12 + on.m - born.m - (on.d < born.d ? 1 : 0);
    if (months < 0) { return; }
    var years = Math.floor(months / 12);
    age.value = String(years ? years : months);
    form.elements.age_unit.value = years ? "years" : "months";
    age.setAttribute("data-filled-in", "");
  }

  function answered(item) {
    return Array.prototype.some.call(item.querySelectorAll("input, select, textarea"), function (one) {
      if (one.type === "radio" || one.type === "checkbox") { return one.checked; }
      if (one.type === "hidden" || one.getAttribute("role") === "combobox" || one.name === "age_unit") { return false; }
      return one.value !== "";
    });
  }

  function count() {
    var place = form.querySelector("[data-filled]");
    if (!place) { return; }
    var items = Array.prototype.filter.call(form.querySelectorAll(".item"), function (item) { return item.querySelector(".no"); });
    place.textContent = String(items.filter(answered).length);
  }

  var timer = 0, asked = 0;
  function look() {
    var url = form.getAttribute("data-look");
    if (!url) { return; }
    var mine = (asked += 1), data = new FormData(form);
    ["name", "phone", "address"].forEach(function (name) { data.delete(name); });
    fetch(url, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      if (mine !== asked) { return; }
      var held = new DOMParser().parseFromString(html, "text/html").body;
      form.querySelectorAll("[data-asks]").forEach(function (place) { place.textContent = ""; });
      held.querySelectorAll("[data-for]").forEach(function (box) {
        var place = form.querySelector('[data-asks="' + box.getAttribute("data-for") + '"]');
        if (place) { place.appendChild(box); }
      });
    }).catch(function () { /* without a network the questions come when the card is saved */ });
  }

  // The buttons of a question answer it here, without leaving the page.
  function keep(rule) {
    var known = form.elements.confirmed, list = known.value ? known.value.split(",") : [];
    if (list.indexOf(rule) < 0) { list.push(rule); }
    known.value = list.join(",");
  }

  function put(name, value) {
    var field = form.elements[name];
    if (!field) { return; }
    if (field.length && !field.tagName) {
      Array.prototype.forEach.call(field, function (one) { one.checked = one.value === value; });
      field = field[0];
    } else {
      field.value = value;
      field.dispatchEvent(new Event("refresh"));
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest(".askbox button");
    if (!button || !form.hasAttribute("data-look")) { return; }
    event.preventDefault();
    var box = button.closest(".askbox");
    if (button.name === "confirm") {
      keep(button.value);
    } else {
      var set = (box.getAttribute("data-set") || "=").split("=");
      put(set[0], set[1]);
    }
    box.parentNode.removeChild(box);
  });

  form.addEventListener("input", function (event) {
    if (event.target.name === "age") { event.target.removeAttribute("data-filled-in"); }
    if (event.target.name === "id_number") { fill(); }
  });
  form.addEventListener("change", function (event) {
    if (event.target.name === "id_number" || event.target.name === "injury_time_day") { fill(); }
    count();
    window.clearTimeout(timer);
    timer = window.setTimeout(look, 500);
  });
  // What goes into the phone's queue is looked at before, not hours later when it is sent.
  function empty(name) {
    var all = Array.prototype.slice.call(form.querySelectorAll('[name="' + name + '"]'));
    return !all.some(function (one) { return one.type === "radio" ? one.checked : one.value.trim() !== ""; });
  }
  form.addEventListener("submit", function (event) {
    form.querySelectorAll(".refuse[data-here]").forEach(function (one) { one.parentNode.removeChild(one); });
    var missing = (form.getAttribute("data-required") || "").split(" ").filter(Boolean).filter(empty);
    if (!missing.length) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    missing.forEach(function (name, at) {
      var says = document.createElement("p"), item = form.querySelector('[name="' + name + '"]').closest(".sub, .item");
      says.className = "refuse";
      says.setAttribute("data-here", "");
      says.setAttribute("role", "alert");
      says.textContent = form.getAttribute("data-required-says");
      item.appendChild(says);
      if (!at) { item.scrollIntoView({ block: "center" }); }
    });
  });

  form.addEventListener("queued", function () {
    form.querySelectorAll("select[data-picker]").forEach(function (one) { one.dispatchEvent(new Event("refresh")); });
    window.scrollTo(0, 0);
  });
  count();
  var first = form.querySelector(".refuse, .askbox");
  if (first) { first.scrollIntoView({ block: "center" }); }
}());
