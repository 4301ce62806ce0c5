// The print button: the page itself is the paper version.
document.addEventListener("click", function (event) {
  if (event.target.closest("[data-print]")) window.print();
});
