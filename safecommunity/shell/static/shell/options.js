// Answering a paper form by its option numbers: in <form data-questions> a typed number chooses the
// option with that number in the current question, Enter goes on to the next one.
(function () {
  "use strict";
  var WAIT = 700;
  var typed = "", timer = 0;

  function questions(form) {
    return Array.prototype.filter.call(form.querySelectorAll(".item"), function (item) {
      return item.offsetParent !== null && item.querySelector("input:not([type=hidden]), select, textarea");
    });
  }

  function takesText(target) {
    if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") { return true; }
    return target.tagName === "INPUT" && ["radio", "checkbox", "button", "submit"].indexOf(target.type) < 0;
  }

  function radios(item) { return Array.prototype.slice.call(item.querySelectorAll("input[type=radio]")); }

  // the question one is in, else the first one without an answer
  function current(form) {
    var inside = document.activeElement && document.activeElement.closest(".item");
    if (inside && form.contains(inside)) { return inside; }
    return questions(form).find(function (item) {
      var all = radios(item);
      return all.length && !all.some(function (radio) { return radio.checked; });
    });
  }

  function number(radio) { return radio.getAttribute("data-number") || radio.value; }

  function take(form) {
    var item = current(form), wanted = typed;
    typed = "";
    window.clearTimeout(timer);
    if (!item) { return; }
    var hit = radios(item).find(function (radio) { return number(radio) === wanted && !radio.disabled; });
    if (!hit) { return; }
    hit.checked = true;
    hit.focus();
    hit.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function digit(form, key) {
    var item = current(form);
    if (!item || !radios(item).length) { return false; }
    typed += key;
    window.clearTimeout(timer);
    var longer = radios(item).some(function (radio) {
      return number(radio).indexOf(typed) === 0 && number(radio) !== typed;
    });
    if (longer) { timer = window.setTimeout(function () { take(form); }, WAIT); } else { take(form); }
    return true;
  }

  function first(item) {
    var checked = item.querySelector("input[type=radio]:checked");
    return checked || item.querySelector("input:not([type=hidden]):not([disabled]), select:not([hidden]), textarea, button");
  }

  function onward(form, from) {
    var all = questions(form), next = all[all.indexOf(from) + 1];
    var goal = next ? first(next) : form.querySelector("button.main-act, [type=submit]");
    if (goal) { goal.focus(); goal.scrollIntoView({ block: "center" }); }
  }

  // outside every field the focus is on the page around the form
  function formOf(target) {
    var inside = target.closest("form[data-questions]");
    if (inside) { return inside; }
    var form = document.querySelector("form[data-questions]");
    return form && target.contains(form) ? form : null;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) { return; }
    var form = formOf(event.target);
    if (!form) { return; }
    if (/^[0-9]$/.test(event.key) && !takesText(event.target)) {
      if (digit(form, event.key)) { event.preventDefault(); }
    } else if (event.key === "Enter" && event.target.tagName !== "TEXTAREA" && !event.target.closest("button, a")) {
      var item = event.target.closest(".item");
      if (!item) { return; }
      event.preventDefault();
      if (typed) { take(form); }
      onward(form, item);
    }
  });
}());
