// The administration: on a phone the row of sections begins at the one that is open.

const here = document.querySelector(".adm-head [aria-current]");
const row = here?.parentElement;
if (row && row.scrollWidth > row.clientWidth) {
  row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
