// The host's page: its forms are drawn for everybody alike, and get this browser's token here.

import { afterPatch } from "./live.js";

const token = document.querySelector('meta[name="csrf-token"]').content;
function fill(part) { for (const field of part.querySelectorAll("[data-csrf]")) field.value = token; }
afterPatch(fill);
fill(document);
