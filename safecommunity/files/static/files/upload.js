// Photos for a form: camera, several from the phone, or dragged in. [data-files-field data-name="photos"] holds file
// inputs (data-files-input); what they take is gathered in one more input of that name, so that photos taken one after
// the other all go with the form. Without this script the inputs send what they hold.
(function () {
  "use strict";
  if (!window.DataTransfer) { return; }

  function watch(box) {
    var gathered = new DataTransfer(), list = box.querySelector("[data-files-chosen]");
    var keeper = document.createElement("input");
    keeper.type = "file";
    keeper.multiple = true;
    keeper.name = box.getAttribute("data-name");
    keeper.hidden = true;
    box.appendChild(keeper);

    function line(file, at) {
      var item = document.createElement("li"), remove = document.createElement("button");
      if (/^image\/(jpeg|png|webp)$/.test(file.type)) {
        var picture = document.createElement("img"), address = URL.createObjectURL(file);
        picture.alt = file.name;
        picture.src = address;
        picture.addEventListener("load", function () { URL.revokeObjectURL(address); });
        item.appendChild(picture);
      } else {
        item.appendChild(document.createTextNode(file.name + " "));
      }
      remove.type = "button";
      remove.className = "btn";
      remove.textContent = "×";
      remove.setAttribute("aria-label", box.getAttribute("data-remove") + " " + file.name);
      remove.addEventListener("click", function () {
        gathered.items.remove(at);
        show();
      });
      item.appendChild(remove);
      return item;
    }

    function show() {
      keeper.files = gathered.files;
      list.textContent = "";
      Array.prototype.forEach.call(gathered.files, function (file, at) { list.appendChild(line(file, at)); });
    }

    function take(files) {
      Array.prototype.forEach.call(files, function (file) {
        var known = Array.prototype.some.call(gathered.files, function (one) {
          return one.name === file.name && one.size === file.size && one.lastModified === file.lastModified;
        });
        if (!known) { gathered.items.add(file); }
      });
      show();
    }

    box.querySelectorAll("[data-files-input]").forEach(function (input) {
      input.removeAttribute("name");
      input.addEventListener("change", function () {
        take(input.files);
        input.value = "";
      });
    });
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.remove("over"); });
    });
    box.addEventListener("drop", function (event) { take(event.dataTransfer.files); });
    if (box.closest("form")) {
      box.closest("form").addEventListener("reset", function () {
        gathered = new DataTransfer();
        show();
      });
    }
  }

  document.querySelectorAll("[data-files-field]").forEach(watch);
}());
