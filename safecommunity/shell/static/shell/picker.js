// Turns <select data-picker> into a combobox that searches number, words and pinyin initials.
// The select stays in the form and keeps the value; without this script it is a plain list.
(function () {
  "use strict";
  var made = 0;

  function plain(text) {
    return (text || "").normalize("NFKC").toLowerCase().replace(/[\s/、·]/g, "");
  }

  // 0 number equal, 1 number begins, 2 initials begin, 3 words begin, 4 inside, -1 no
  function rank(entry, wanted) {
    if (!wanted) { return 4; }
    if (entry.number === wanted) { return 0; }
    if (entry.number.indexOf(wanted) === 0) { return 1; }
    if (entry.initials.indexOf(wanted) === 0) { return 2; }
    if (entry.words.indexOf(wanted) === 0 || entry.also.some(function (word) { return word.indexOf(wanted) === 0; })) { return 3; }
    if (entry.words.indexOf(wanted) > 0 || plain(entry.code).indexOf(wanted) === 0) { return 4; }
    // one letter fits inside almost every word, two say something
    if (wanted.length > 1 && entry.initials.indexOf(wanted) > 0) { return 4; }
    return -1;
  }

  function read(select) {
    return Array.prototype.filter.call(select.options, function (option) { return option.value !== ""; })
      .map(function (option) {
        return {
          option: option, code: option.value, label: option.textContent,
          number: plain(option.getAttribute("data-number") || ""),
          words: plain(option.textContent), initials: plain(option.getAttribute("data-py") || ""),
          py: option.getAttribute("data-py") || "",
          also: (option.getAttribute("data-also") || "").split(" ").map(plain).filter(Boolean)
        };
      });
  }

  function labelOf(select) {
    var label = select.labels && select.labels[0];
    return label ? label.textContent.trim() : select.getAttribute("aria-label") || "";
  }

  function build(select) {
    var id = "picker-" + (made += 1);
    var box = document.createElement("div");
    box.className = "picker over";
    var input = document.createElement("input");
    input.className = "input";
    input.type = "text";
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.placeholder = select.getAttribute("data-hint") || "";
    var list = document.createElement("ul");
    list.id = id;
    list.setAttribute("role", "listbox");
    list.hidden = true;
    var name = labelOf(select);
    list.setAttribute("aria-label", name);
    ["aria-describedby", "aria-invalid"].forEach(function (key) {
      if (select.hasAttribute(key)) { input.setAttribute(key, select.getAttribute(key)); }
    });
    if (select.getAttribute("aria-invalid") === "true") { box.classList.add("bad-frame"); }
    // the label now names the field one types in, and links to the question still find it
    input.id = select.id;
    select.id = select.id + "-list";
    input.setAttribute("aria-label", name);
    box.appendChild(input);
    box.appendChild(list);
    select.parentNode.insertBefore(box, select);
    select.hidden = true;
    select.required = false;
    return { box: box, input: input, list: list, select: select, id: id, entries: read(select), shown: [], at: -1, typed: false };
  }

  function chosenText(picker) {
    var option = picker.select.selectedOptions[0];
    if (!option || option.value === "") { return ""; }
    var number = option.getAttribute("data-number");
    return (number ? number + " " : "") + option.textContent;
  }

  function marked(entry, wanted) {
    var small = document.createElement("small");
    if (wanted && entry.initials.indexOf(wanted) === 0) {
      var mark = document.createElement("mark");
      mark.textContent = entry.py.slice(0, wanted.length);
      small.appendChild(mark);
      small.appendChild(document.createTextNode(entry.py.slice(wanted.length)));
    } else {
      small.textContent = entry.py;
    }
    return small;
  }

  function row(picker, entry, index, wanted) {
    var item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = picker.id + "-" + index;
    item.setAttribute("aria-selected", "false");
    var number = document.createElement("i");
    number.textContent = entry.option.getAttribute("data-number") || "";
    var words = document.createElement("span");
    words.textContent = entry.label;
    item.appendChild(number);
    item.appendChild(words);
    item.appendChild(marked(entry, wanted));
    item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(picker, index); });
    return item;
  }

  function show(picker) {
    var wanted = picker.typed ? plain(picker.input.value) : "";
    picker.shown = picker.entries
      .map(function (entry, order) { return { entry: entry, rank: rank(entry, wanted), order: order }; })
      .filter(function (hit) { return hit.rank >= 0; })
      .sort(function (a, b) { return a.rank - b.rank || a.order - b.order; })
      .map(function (hit) { return hit.entry; });
    picker.list.textContent = "";
    picker.shown.forEach(function (entry, index) { picker.list.appendChild(row(picker, entry, index, wanted)); });
    if (!picker.shown.length) {
      var none = document.createElement("li");
      none.className = "none";
      none.textContent = picker.select.getAttribute("data-none") || "";
      picker.list.appendChild(none);
    }
    picker.list.hidden = false;
    picker.input.setAttribute("aria-expanded", "true");
    var current = picker.shown.findIndex(function (entry) { return entry.option.selected; });
    mark(picker, picker.typed ? (picker.shown.length ? 0 : -1) : current);
  }

  function hide(picker) {
    picker.list.hidden = true;
    picker.at = -1;
    picker.input.setAttribute("aria-expanded", "false");
    picker.input.removeAttribute("aria-activedescendant");
  }

  function mark(picker, index) {
    var rows = picker.list.querySelectorAll('[role="option"]');
    if (rows[picker.at]) { rows[picker.at].setAttribute("aria-selected", "false"); }
    picker.at = index;
    if (!rows[index]) { picker.input.removeAttribute("aria-activedescendant"); return; }
    rows[index].setAttribute("aria-selected", "true");
    rows[index].scrollIntoView({ block: "nearest" });
    picker.input.setAttribute("aria-activedescendant", rows[index].id);
  }

  function choose(picker, index) {
    var entry = picker.shown[index];
    if (!entry) { return; }
    picker.select.value = entry.code;
    settle(picker);
    picker.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function settle(picker) {
    picker.typed = false;
    picker.input.value = chosenText(picker);
    hide(picker);
  }

  // leaving: an exact number or a single hit counts as chosen, an emptied field as no answer
  function leave(picker) {
    if (picker.typed) {
      var wanted = plain(picker.input.value);
      if (!wanted) {
        picker.select.value = "";
        picker.select.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (picker.shown.length === 1 || (picker.shown[0] && picker.shown[0].number === wanted)) {
        choose(picker, 0);
        return;
      }
    }
    settle(picker);
  }

  function onKey(picker, event) {
    var open = !picker.list.hidden, last = picker.shown.length - 1;
    if (event.isComposing) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) { show(picker); }
      var step = event.key === "ArrowDown" ? 1 : -1;
      var next = picker.at + step;
      mark(picker, next > last ? 0 : next < 0 ? last : next);
    } else if (event.key === "Enter" && open && picker.at >= 0) {
      event.preventDefault();
      event.stopPropagation();
      choose(picker, picker.at);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      settle(picker);
    } else if (open && event.key === "Home" && picker.at >= 0 && event.ctrlKey) {
      mark(picker, 0);
    }
  }

  function enhance(select) {
    if (select.hasAttribute("data-picked")) { return; }
    select.setAttribute("data-picked", "");
    var picker = build(select);
    settle(picker);
    picker.input.addEventListener("focus", function () { picker.input.select(); });
    picker.input.addEventListener("click", function () { if (picker.list.hidden) { show(picker); } });
    picker.input.addEventListener("input", function () { picker.typed = true; show(picker); });
    picker.input.addEventListener("keydown", function (event) { onKey(picker, event); });
    picker.input.addEventListener("blur", function () { leave(picker); });
    select.addEventListener("refresh", function () { picker.entries = read(select); settle(picker); });
  }

  function all(root) { root.querySelectorAll("select[data-picker]").forEach(enhance); }
  all(document);
  document.addEventListener("htmx:load", function (event) { all(event.target); });
}());
