// Of the ticks of who came only those of the chosen team are shown. Without it all teams stand below one another.
(function () {
  "use strict";
  var form = document.querySelector("[data-hours]");
  if (!form) { return; }

  function shown() {
    var radio = form.querySelector("input[name=team]:checked"), list = form.querySelector("select[name=team]");
    var team = radio ? radio.value : list ? list.value : "";
    form.querySelectorAll("[data-team]").forEach(function (group) {
      var other = team !== "" && group.getAttribute("data-team") !== team;
      group.hidden = other || team === "";
      group.querySelectorAll("input").forEach(function (box) {
        if (other) { box.checked = false; }
      });
    });
    count();
  }

  function count() {
    var n = form.querySelectorAll("[data-team] input:checked").length;
    var says = form.querySelector("[data-ticked]");
    if (says) { says.textContent = n ? String(n) : ""; }
  }

  form.addEventListener("change", shown);
  // put away on the phone, the form starts anew: the next hours are of no duty of the roster
  form.addEventListener("queued", function () {
    if (form.elements.shift) { form.elements.shift.value = ""; }
    shown();
  });
  shown();
})();
