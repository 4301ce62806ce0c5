// Copies the text of [data-copy-from]. Without it the text is selected by hand.
(function () {
  "use strict";
  var text = document.querySelector("[data-copy-from]"), button = document.querySelector("[data-copy]");
  var says = document.querySelector("[data-copied]");
  if (!text || !button) { return; }
  button.hidden = false;

  function done() { says.textContent = says.getAttribute("data-says"); }

  // plain http has no clipboard interface; the old command works there
  function byHand() {
    text.focus();
    text.select();
    if (document.execCommand("copy")) { done(); }
  }

  button.addEventListener("click", function () {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text.value).then(done, byHand);
    } else {
      byHand();
    }
  });
})();
