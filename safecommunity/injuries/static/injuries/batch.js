// Cards line by line: everything from the keyboard. A line that is left is posted by itself; the server
// answers 200 or 201 {"number", "url"} or 422 {"findings": [{"rule", "cell", "says", "asks"}]}. A line's
// client id is made here and stays with it, so a line sent twice is one card.
(function () {
  "use strict";
  var table = document.querySelector("table[data-lines]");
  if (!table) { return; }
  var form = table.closest("form"), body = table.tBodies[0], legend = document.querySelector("[data-legend]");
  var tally = document.querySelector("[data-tally]"), keep = form.querySelector("[name=lines]");
  var url = table.getAttribute("data-lines"), today = table.getAttribute("data-today");
  var columns = Array.prototype.map.call(table.tHead.querySelectorAll("[data-col]"), function (head) {
    var options = JSON.parse(head.getAttribute("data-options") || "{}");
    return {
      id: head.getAttribute("data-col"), kind: head.getAttribute("data-kind"), title: head.getAttribute("data-title"),
      size: Number(head.getAttribute("data-size")), options: options, codes: Object.keys(options),
      longest: head.getAttribute("data-longest"), carried: head.hasAttribute("data-carried"),
      secret: head.hasAttribute("data-secret"), required: head.hasAttribute("data-required")
    };
  });
  var lines = [], serial = 0, waiting = [], sending = null, retry = 0, keeper = 0, saved = 0;
  var icd10 = {};
  document.querySelectorAll("#icd10-codes option").forEach(function (one) { icd10[one.value] = one.textContent; });

  function newId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return (byte < 16 ? "0" : "") + byte.toString(16); }).join("");
  }

  function made(name, text, kind) {
    var element = document.createElement(name);
    if (text) { element.textContent = text; }
    if (kind) { element.className = kind; }
    return element;
  }

  function two(number) { return (number < 10 ? "0" : "") + number; }
  function plain(text) { return text.normalize("NFKC").trim(); }

  // ---- a line

  function build(values, id, confirmed) {
    var line = { id: id || newId(), no: (serial += 1), cells: [], confirmed: confirmed || [], state: "new", sent: "", trouble: null };
    var row = made("tr", "", "line");
    row.appendChild(made("td", String(line.no), "line-no"));
    columns.forEach(function (column, at) {
      var cell = made("td", "", "c" + column.size), label = made("label"), input = made("input");
      label.appendChild(made("span", column.title + (column.required ? " *" : ""), "lab"));
      input.type = "text";
      input.maxLength = Number(column.longest);
      input.setAttribute("aria-label", column.title + " " + table.getAttribute("data-line-title") + " " + line.no);
      input.autocomplete = "off";
      input.spellcheck = false;
      if (["list", "hour", "age", "place", "unit"].indexOf(column.kind) >= 0) { input.inputMode = column.kind === "age" ? "text" : "numeric"; }
      if (column.kind === "icd10") { input.setAttribute("list", "icd10-codes"); }
      if (column.secret) { input.setAttribute("data-no-draft", ""); }
      label.appendChild(input);
      cell.appendChild(label);
      var said = made("span", "", "said");
      cell.appendChild(said);
      row.appendChild(cell);
      line.cells.push({ input: input, said: said, at: at, line: line });
      input.cell = line.cells[at];
    });
    line.end = made("td", "", "end");
    row.appendChild(line.end);
    line.row = row;
    row.line = line;
    body.appendChild(row);
    lines.push(line);
    carry(line);
    if (values) {
      columns.forEach(function (column, at) {
        if (values[column.id]) { line.cells[at].input.value = values[column.id]; line.cells[at].input.classList.remove("carried"); }
      });
    }
    line.cells.forEach(speak);
    return line;
  }

  function above(line, at) {
    for (var back = lines.indexOf(line) - 1; back >= 0; back -= 1) {
      var value = lines[back].kept ? lines[back].kept[at] : lines[back].cells[at].input.value;
      if (value) { return value; }
    }
    return "";
  }

  // the same day and the same facility until something else is typed
  function carry(line) {
    columns.forEach(function (column, at) {
      if (!column.carried) { return; }
      var input = line.cells[at].input;
      input.value = above(line, at) || (column.kind === "day" ? today : "1");
      input.classList.add("carried");
    });
  }

  function typed(line) {
    return line.cells.some(function (cell, at) { return cell.input.value.trim() !== "" && !columns[at].carried; });
  }

  function values(line, secrets) {
    var found = {};
    columns.forEach(function (column, at) {
      var value = line.cells[at].input.value.trim();
      if (value && (secrets || !column.secret)) { found[column.id] = value; }
    });
    return found;
  }

  // ---- what a cell says

  function day(text, base) {
    var found, year = Number(base.slice(0, 4)), month = Number(base.slice(5, 7));
    if ((found = /^(\d{1,2})$/.exec(text))) { return year + "-" + two(month) + "-" + two(Number(found[1])); }
    if ((found = /^(\d{1,2})[-./月](\d{1,2})日?$/.exec(text))) { return year + "-" + two(Number(found[1])) + "-" + two(Number(found[2])); }
    if ((found = /^(\d{2})(\d{2})$/.exec(text))) { return year + "-" + found[1] + "-" + found[2]; }
    if ((found = /^(\d{4})(?:[-./年]?)(\d{1,2})(?:[-./月]?)(\d{1,2})日?$/.exec(text))) { return found[1] + "-" + two(Number(found[2])) + "-" + two(Number(found[3])); }
    return text;
  }

  function settle(cell) {
    var column = columns[cell.at], text = plain(cell.input.value);
    if (column.kind === "day" && text) {
      var base = above(cell.line, cell.at);
      text = day(text, /^\d{4}-\d\d-\d\d$/.test(base) ? base : today);
    }
    if (column.kind === "icd10") { text = text.toUpperCase(); }
    if (text !== cell.input.value) { cell.input.value = text; }
    speak(cell);
  }

  function speak(cell) {
    var column = columns[cell.at], text = plain(cell.input.value), words = "", none = false;
    if (text && column.codes.length) {
      words = column.options[text] || "";
      if (!words && /^\d+$/.test(text)) {
        none = !column.codes.some(function (code) { return code.indexOf(text) === 0; });
        words = none ? table.getAttribute("data-unknown") : "";
      }
    } else if (text && column.kind === "icd10") {
      words = icd10[text.toUpperCase().slice(0, 3)] || "";
    }
    if (cell.said.textContent !== words) { cell.said.textContent = cell.said.title = words; }
    cell.said.classList.toggle("none", none);
  }

  function tell(cell) {
    var column = columns[cell.at], text = plain(cell.input.value);
    legend.textContent = "";
    legend.appendChild(made("b", column.title));
    column.codes.forEach(function (code) {
      var one = made("span", "", code === text ? "on" : "");
      one.appendChild(made("i", code));
      one.appendChild(document.createTextNode(column.options[code]));
      legend.appendChild(one);
    });
  }

  // what is typed can mean one option only: go on
  function decided(cell) {
    var column = columns[cell.at], text = plain(cell.input.value);
    if (column.kind === "hour") { return /^([3-9]|[01]\d|2[0-3])$/.test(text); }
    if (column.kind !== "list") { return false; }
    return column.codes.indexOf(text) >= 0 && column.codes.every(function (code) { return code === text || code.indexOf(text) !== 0; });
  }

  // ---- moving about

  function focus(cell) {
    if (!cell) { return; }
    if (cell.at < 2) { table.parentNode.scrollLeft = 0; }
    cell.input.focus();
    cell.input.select();
  }

  function openLines() { return lines.filter(function (line) { return line.state !== "saved"; }); }

  function beside(cell, step) {
    var at = cell.at + step;
    while (at >= 0 && at < columns.length && columns[at].kind === "unit" && step > 0) { at += step; }
    if (at >= 0 && at < columns.length) { return cell.line.cells[at]; }
    return step > 0 ? start(after(cell.line)) : null;
  }

  function start(line) {
    var at = columns.findIndex(function (column) { return column.kind !== "unit"; });
    return line.cells[at];
  }

  function after(line) {
    for (var at = lines.indexOf(line) + 1; at < lines.length; at += 1) {
      if (lines[at].state !== "saved") { return lines[at]; }
    }
    return build();
  }

  function vertical(cell, step) {
    var open = openLines(), at = open.indexOf(cell.line) + step;
    return open[at] ? open[at].cells[cell.at] : null;
  }

  // ---- sending

  function leave(line) {
    if (line.state === "saved" || line.state === "sending" || !typed(line)) { return; }
    if (JSON.stringify([values(line, true), line.confirmed]) === line.sent) { return; }
    if (waiting.indexOf(line) < 0) { waiting.push(line); }
    line.state = "waiting";
    send();
    count();
  }

  function send() {
    if (sending || !waiting.length) { return; }
    var line = sending = waiting.shift(), data = new FormData(), given = values(line, true);
    line.state = "sending";
    line.sent = JSON.stringify([given, line.confirmed]);
    Object.keys(given).forEach(function (name) { data.append(name, given[name]); });
    data.append("client_id", line.id);
    data.append("confirmed", line.confirmed.join(","));
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(url, { method: "POST", body: data, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } })
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 403) { signedOut(true); throw new Error("signed out"); }
        if (answer.status !== 200 && answer.status !== 201 && answer.status !== 422) { throw new Error(String(answer.status)); }
        return answer.json();
      }).then(function (said) {
        signedOut(false);
        if (said.number) { done(line, said); } else { wrong(line, said.findings); }
        sending = null;
        count();
        send();
      }).catch(function () {
        sending = null;
        line.sent = "";
        line.state = "waiting";
        line.end.textContent = "⏳";
        line.end.title = table.getAttribute(window.navigator.onLine === false ? "data-offline" : "data-failed");
        waiting.unshift(line);
        count();
        window.clearTimeout(retry);
        retry = window.setTimeout(send, 8000);
      });
  }

  function signedOut(is) {
    var place = form.querySelector("[data-signed-out]");
    if (place) { place.hidden = !is; }
  }

  function quiet(line) {
    if (line.trouble) { line.trouble.parentNode.removeChild(line.trouble); line.trouble = null; }
    line.cells.forEach(function (cell) { cell.input.removeAttribute("aria-invalid"); cell.input.removeAttribute("aria-describedby"); });
    line.end.textContent = "";
  }

  function done(line, said) {
    var inside = line.row.contains(document.activeElement);
    // typed on while it was being saved: the card stands as sent, and is corrected on its own page
    var moved = JSON.stringify([values(line, true), line.confirmed]) !== line.sent;
    quiet(line);
    line.kept = line.cells.map(function (cell) { return cell.input.value; });
    line.state = "saved";
    saved += 1;
    var row = made("tr", "", "kept");
    row.appendChild(made("td", "✓ " + line.no, "line-no"));
    line.cells.forEach(function (cell, at) {
      var text = columns[at].secret ? (line.kept[at] ? "＊" : "") : cell.said.textContent || line.kept[at];
      row.appendChild(made("td", text, "c" + columns[at].size));
    });
    line.end = made("td", said.number + " ", "end");
    if (said.url) {
      var link = made("a", table.getAttribute("data-open-text"));
      link.href = said.url;
      link.tabIndex = -1;
      link.target = "_blank";
      link.rel = "noopener";
      link.setAttribute("aria-label", table.getAttribute("data-open-text") + " " + said.number);
      line.end.appendChild(link);
    }
    if (moved) { line.end.appendChild(made("span", " " + table.getAttribute("data-outdated"), "bad-ink")); }
    row.appendChild(line.end);
    var next = inside ? after(line) : null;
    body.replaceChild(row, line.row);
    line.row = row;
    line.cells = [];
    if (next) { focus(start(next)); }
    remember();
  }

  function wrong(line, findings) {
    quiet(line);
    line.state = "open";
    var row = made("tr", "", "trouble"), cell = made("td"), list = made("ul");
    row.setAttribute("role", "alert");
    list.id = "trouble-" + line.no;
    findings.forEach(function (one) {
      list.appendChild(made("li", one.says, one.asks ? "" : "bad-ink"));
      var at = columns.findIndex(function (column) { return column.id === one.cell; });
      if (at < 0) { return; }
      if (!one.asks) { line.cells[at].input.setAttribute("aria-invalid", "true"); }
      line.cells[at].input.setAttribute("aria-describedby", list.id);
    });
    cell.appendChild(list);
    var rules = findings.filter(function (one) { return one.asks; }).map(function (one) { return one.rule; });
    line.asked = findings.every(function (one) { return one.asks; }) ? rules : [];
    if (line.asked.length) {
      var button = made("button", table.getAttribute("data-right"), "btn");
      button.type = "button";
      button.addEventListener("click", function () { right(line); });
      cell.appendChild(button);
    }
    row.appendChild(cell);
    body.insertBefore(row, line.row.nextSibling);
    line.trouble = row;
    line.end.textContent = "✎";
    remember();
  }

  function right(line) {
    if (!line.asked || !line.asked.length) { return; }
    line.confirmed = line.confirmed.concat(line.asked);
    line.asked = [];
    var inside = line.trouble && line.trouble.contains(document.activeElement);
    if (inside) { focus(start(after(line))); }
    leave(line);
  }

  function count() {
    var open = lines.filter(function (line) { return line.state === "open"; }).length;
    var parts = ["✓ " + saved + " " + tally.getAttribute("data-saved")];
    if (open) { parts.push("✎ " + open + " " + tally.getAttribute("data-open")); }
    var held = waiting.length + (sending ? 1 : 0);
    if (held) { parts.push("⏳ " + held + " " + tally.getAttribute("data-waiting")); }
    tally.textContent = parts.join(" · ");
  }

  // unsaved lines, for the draft: without who it was
  function remember() {
    window.clearTimeout(keeper);
    keeper = window.setTimeout(pack, 400);
  }
  function pack() {
    keep.value = JSON.stringify(openLines().filter(typed).map(function (line) {
      var found = values(line, false);
      found["id"] = line.id;
      return found;
    }));
    keep.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // ---- events

  body.addEventListener("focusin", function (event) {
    var cell = event.target.cell;
    if (cell) { cell.before = cell.input.value; tell(cell); }
  });

  body.addEventListener("focusout", function (event) {
    var cell = event.target.cell;
    if (!cell || cell.line.state === "saved") { return; }
    settle(cell);
    var to = event.relatedTarget;
    var stays = to && (cell.line.row.contains(to) || (cell.line.trouble && cell.line.trouble.contains(to)));
    if (!stays) { leave(cell.line); }
  });

  body.addEventListener("input", function (event) {
    var cell = event.target.cell;
    if (!cell) { return; }
    cell.input.classList.remove("carried");
    speak(cell);
    tell(cell);
    remember();
    if (event.inputType === "insertText" && !event.isComposing && cell.input.selectionStart === cell.input.value.length && decided(cell)) {
      focus(beside(cell, 1));
    }
  });

  body.addEventListener("keydown", function (event) {
    var cell = event.target.cell;
    if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) { return; }
    var input = cell.input, to = null, key = event.key;
    var whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (key === "Enter" || (key === "Tab" && !event.shiftKey)) {
      // from the last cell of a line with questions Tab reaches their button
      if (key === "Tab" && cell.at === columns.length - 1 && cell.line.trouble && cell.line.trouble.querySelector("button")) { return; }
      settle(cell);
      to = beside(cell, 1);
    } else if (key === "Tab") {
      to = cell.at > 0 ? cell.line.cells[cell.at - 1] : null;
    } else if ((key === "ArrowUp" || key === "ArrowDown") && columns[cell.at].kind !== "icd10") {
      to = vertical(cell, key === "ArrowUp" ? -1 : 1);
    } else if (key === "ArrowLeft" && (whole || input.selectionEnd === 0)) {
      to = cell.at > 0 ? cell.line.cells[cell.at - 1] : null;
    } else if (key === "ArrowRight" && (whole || input.selectionStart === input.value.length)) {
      to = cell.at < columns.length - 1 ? cell.line.cells[cell.at + 1] : null;
    } else if (key === "Escape") {
      input.value = cell.before || "";
      speak(cell);
      return;
    } else if (key === "F9") {
      event.preventDefault();
      right(cell.line);
      return;
    } else { return; }
    if (to) { event.preventDefault(); focus(to); }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "F8") { return; }
    event.preventDefault();
    var open = lines.filter(function (line) { return line.state === "open"; });
    if (!open.length) { return; }
    var here = document.activeElement && document.activeElement.cell ? lines.indexOf(document.activeElement.cell.line) : -1;
    var line = open.find(function (one) { return lines.indexOf(one) > here; }) || open[0];
    var bad = line.cells.find(function (cell) { return cell.input.getAttribute("aria-invalid") || cell.input.getAttribute("aria-describedby"); });
    focus(bad || start(line));
  });

  // a block from a spreadsheet: from this cell to the right and down, one line each
  body.addEventListener("paste", function (event) {
    var cell = event.target.cell, text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!cell || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) { return; }
    event.preventDefault();
    var rows = text.replace(/[\r\n]+$/, "").split(/\r\n|\n|\r/).slice(0, 300), line = cell.line, touched = [];
    rows.forEach(function (row, down) {
      if (down) { line = after(line); }
      row.split("\t").forEach(function (value, right) {
        var into = line.cells[cell.at + right];
        if (!into) { return; }
        if (value.trim() !== "") { into.input.value = value.trim().slice(0, 200); into.input.classList.remove("carried"); }
        settle(into);
      });
      touched.push(line);
    });
    remember();
    var next = after(touched[touched.length - 1]);
    touched.forEach(leave);
    focus(start(next));
  });

  form.addEventListener("submit", function (event) { event.preventDefault(); event.stopImmediatePropagation(); }, true);
  window.addEventListener("online", function () { window.clearTimeout(retry); send(); });
  window.addEventListener("beforeunload", function (event) {
    if (waiting.length || sending) { event.preventDefault(); event.returnValue = ""; }
  });

  JSON.parse(table.getAttribute("data-kept") || "[]").forEach(function (kept) { build(kept, kept.id); });
  var first = build();
  count();
  focus(start(lines.length > 1 ? lines[0] : first));
}());
