// A page that is for paper: its key prints it.
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
