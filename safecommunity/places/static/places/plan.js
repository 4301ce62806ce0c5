// Drawing on a scanned plan: points that fix it, outlines, pins. The fields of the forms hold everything; this only
// writes into them and draws what they say, so that the page works by text alone.
(function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";
  var NEAR = 12; // pixels of the screen within which a click takes a point that is there
  var stage = document.getElementById("stage");
  if (!stage) { return; }
  var svg = document.getElementById("drawing");
  var layer = document.getElementById("layer");
  var cross = document.getElementById("cross");
  var tool = document.getElementById("tool");
  var says = document.getElementById("says");
  var box = svg.viewBox.baseVal;
  var before = []; // [[field, value], …] for undo
  var spot = { x: box.width / 2, y: box.height / 2 };
  var zoom = 1;
  var held = null; // the corner that is being dragged

  function field(name) { return document.querySelector('[name="' + name + '"]'); }

  function read(text) {
    var points = [];
    text.split(/[\n;；]/).forEach(function (line) {
      var pair = /^\s*(-?[\d.]+)\s*[,，\s]\s*(-?[\d.]+)\s*$/.exec(line);
      if (pair) { points.push({ x: parseFloat(pair[1]), y: parseFloat(pair[2]) }); }
    });
    return points;
  }

  function write(points) {
    return points.map(function (p) { return p.x.toFixed(1) + ", " + p.y.toFixed(1); }).join("\n");
  }

  function change(changes) {
    before.push(changes.map(function (one) { return [one[0], field(one[0]).value]; }));
    changes.forEach(function (one) { field(one[0]).value = one[1]; });
    draw();
  }

  function scale() { return box.width / svg.getBoundingClientRect().width; }

  function shape(name, kind, attributes) {
    var found = document.createElementNS(SVG, name);
    found.setAttribute("class", kind);
    Object.keys(attributes).forEach(function (key) { found.setAttribute(key, attributes[key]); });
    layer.appendChild(found);
    return found;
  }

  function words(text, x, y, size) {
    shape("text", "", { x: x, y: y, "font-size": size }).textContent = text;
  }

  function outline(area, size) {
    var points = read(area.value), on = area.name === tool.value;
    if (!points.length) { return; }
    var path = points.map(function (p) { return p.x + "," + p.y; }).join(" ");
    var whole = area.hasAttribute("data-whole") ? " whole" : ""; // around all others: without a ground of its own
    shape("polygon", (on ? "outline on" : "outline") + whole, { points: path });
    var x = 0, y = 0;
    points.forEach(function (p) { x += p.x / points.length; y += p.y / points.length; });
    if (points.length > 2) { words(area.getAttribute("data-line"), x, y, 13 * size); }
    if (!on) { return; }
    points.forEach(function (p, at) {
      shape("circle", at ? "handle" : "handle first", { cx: p.x, cy: p.y, r: 7 * size, "data-at": at });
    });
  }

  function draw() {
    var size = scale();
    while (layer.firstChild) { layer.removeChild(layer.firstChild); }
    document.querySelectorAll("[data-line]").forEach(function (area) { outline(area, size); });
    document.querySelectorAll("[data-pin]").forEach(function (input) {
      read(input.value).slice(0, 1).forEach(function (p) {
        shape("circle", "pin", { cx: p.x, cy: p.y, r: 7 * size });
        if (input.name === tool.value) { words(input.getAttribute("data-pin"), p.x, p.y - 12 * size, 13 * size); }
      });
    });
    for (var number = 1; field("x-" + number); number += 1) {
      var x = parseFloat(field("x-" + number).value), y = parseFloat(field("y-" + number).value);
      if (isFinite(x) && isFinite(y)) {
        shape("circle", "mark", { cx: x, cy: y, r: 7 * size });
        words(stage.getAttribute("data-point") + " " + number, x, y - 12 * size, 13 * size);
      }
    }
    aim();
  }

  // the cross of the keyboard; corners stay as they are, so that a press is never taken from under the pointer
  function aim() {
    var size = scale(), arm = 14 * size, gap = 4 * size;
    var lines = "M" + (spot.x - arm) + "," + spot.y + "H" + (spot.x - gap) + "M" + (spot.x + gap) + "," + spot.y + "H" + (spot.x + arm) +
      "M" + spot.x + "," + (spot.y - arm) + "V" + (spot.y - gap) + "M" + spot.x + "," + (spot.y + gap) + "V" + (spot.y + arm);
    cross.querySelectorAll("path").forEach(function (one) { one.setAttribute("d", lines); });
  }

  function away(one, other) { return Math.hypot(one.x - other.x, one.y - other.y); }

  // a corner of another outline nearby: neighbours share their border
  function snapped(point) {
    var best = point, nearest = NEAR * scale();
    document.querySelectorAll("[data-line]").forEach(function (area) {
      if (area.name === tool.value) { return; }
      read(area.value).forEach(function (p) {
        if (away(p, point) < nearest) { nearest = away(p, point); best = p; }
      });
    });
    return inside(best);
  }

  function inside(point) {
    return { x: Math.min(box.width, Math.max(0, point.x)), y: Math.min(box.height, Math.max(0, point.y)) };
  }

  function tell(text) { says.textContent = text; }

  function where(point) { return stage.getAttribute("data-set") + " " + Math.round(point.x) + ", " + Math.round(point.y); }

  function onMark(point) {
    var number = tool.value.slice(5), next = field("x-" + (Number(number) + 1));
    change([["x-" + number, point.x.toFixed(1)], ["y-" + number, point.y.toFixed(1)]]);
    tell(tool.options[tool.selectedIndex].text + " " + where(point));
    if (next && !next.value && Number(number) < 4) { tool.selectedIndex += 1; draw(); }
  }

  function onLine(point) {
    var name = tool.value, points = read(field(name).value), label = tool.options[tool.selectedIndex].text;
    if (points.length > 2 && away(points[0], point) < NEAR * scale()) {
      tell(label + " " + stage.getAttribute("data-closed") + " " + points.length);
      return;
    }
    points.push(snapped(point));
    change([[name, write(points)]]);
    tell(label + " " + where(point));
  }

  function set(point) {
    point = inside(point);
    if (tool.value.indexOf("mark-") === 0) { onMark(point); }
    else if (tool.value.indexOf("line-") === 0) { onLine(point); }
    else {
      change([[tool.value, write([point])]]);
      tell(tool.options[tool.selectedIndex].text + " " + where(point));
    }
  }

  function at(event) {
    var around = svg.getBoundingClientRect(), size = box.width / around.width;
    return { x: (event.clientX - around.left) * size, y: (event.clientY - around.top) * size };
  }

  function takeBack() {
    var name = tool.value.indexOf("line-") === 0 ? tool.value : "";
    var points = name ? read(field(name).value) : [];
    if (!points.length) { undo(); return; }
    points.pop();
    change([[name, write(points)]]);
    tell(stage.getAttribute("data-back"));
  }

  function undo() {
    var last = before.pop();
    if (!last) { return; }
    last.forEach(function (one) { field(one[0]).value = one[1]; });
    draw();
    tell(stage.getAttribute("data-back"));
  }

  function drop() {
    if (tool.value.indexOf("mark-") === 0) {
      var number = tool.value.slice(5);
      change([["x-" + number, ""], ["y-" + number, ""]]);
    } else { change([[tool.value, ""]]); }
  }

  function grow(times) {
    zoom = Math.min(8, Math.max(1, zoom * times));
    svg.setAttribute("width", Math.round(100 * zoom) + "%");
    draw();
  }

  function letGo(event) {
    if (!held) { return; }
    svg.releasePointerCapture(event.pointerId);
    var points = read(field(held.name).value);
    points[held.at] = snapped(points[held.at]);
    var now = write(points);
    field(held.name).value = held.value;
    change([[held.name, now]]);
    held = null;
  }

  svg.addEventListener("pointerdown", function (event) {
    var corner = event.target.getAttribute("data-at");
    if (corner === null || (corner === "0" && read(field(tool.value).value).length > 2 && !event.shiftKey && event.pointerType !== "mouse")) { return; }
    held = { name: tool.value, at: Number(corner), value: field(tool.value).value, moved: false };
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  svg.addEventListener("pointermove", function (event) {
    if (!held) { return; }
    var points = read(field(held.name).value), to = inside(at(event));
    if (!held.moved && away(points[held.at], to) < 4 * scale()) { return; }
    held.moved = true;
    points[held.at] = to;
    field(held.name).value = write(points);
    draw();
  });
  svg.addEventListener("pointerup", function (event) {
    if (held && !held.moved) { held = null; svg.releasePointerCapture(event.pointerId); return; }
    if (held) { letGo(event); stage.setAttribute("data-moved", "1"); }
  });
  svg.addEventListener("pointercancel", function () {
    if (held) { field(held.name).value = held.value; held = null; draw(); }
  });
  svg.addEventListener("click", function (event) {
    if (stage.hasAttribute("data-moved")) { stage.removeAttribute("data-moved"); return; }
    set(at(event));
  });

  stage.addEventListener("focus", function () { cross.removeAttribute("hidden"); aim(); });
  stage.addEventListener("blur", function () { cross.setAttribute("hidden", ""); });
  stage.addEventListener("keydown", function (event) {
    var step = (event.shiftKey ? 2 : 20) * scale();
    var moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) {
      spot = inside({ x: spot.x + moves[event.key][0], y: spot.y + moves[event.key][1] });
      aim();
    } else if (event.key === "Enter" || event.key === " ") { set(spot); }
    else if (event.key === "Backspace" || event.key === "Delete") { takeBack(); }
    else if (event.key === "z" && (event.ctrlKey || event.metaKey)) { undo(); }
    else { return; }
    event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-do]");
    if (!button) { return; }
    ({ undo: undo, drop: drop, closer: function () { grow(1.5); }, wider: function () { grow(1 / 1.5); } })[button.getAttribute("data-do")]();
  });
  document.addEventListener("input", function (event) {
    if (event.target.closest(".plan-page")) { draw(); }
  });
  tool.addEventListener("change", draw);
  window.addEventListener("resize", draw);
  draw();
}());
