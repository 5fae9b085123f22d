// A visitor's code scanned while the entrance screen is idle: the visitors' page takes it from here.

import { onScan } from "./scan.js";

onScan((code) => {
  const place = document.querySelector("[data-visitor]");
  if (!place || document.querySelector("dialog[open]")) return;
  sessionStorage.setItem("scanned", code);
  location.assign(place.dataset.visitor);
});
