// Attendance: the browser's own printing behind a key of ours; a month that does not fit begins
// where today is.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

const today = document.querySelector(".at-m thead .now");
const box = today?.closest(".at-m-box");
if (box && box.scrollWidth > box.clientWidth) box.scrollLeft = today.offsetLeft - box.clientWidth / 2;
