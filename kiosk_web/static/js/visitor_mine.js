// A visitor's own page on a phone looks again by itself, but not while something is being typed.

setInterval(() => {
  const field = document.querySelector("[name=text]");
  if (!document.hidden && !field?.value && document.activeElement !== field) location.reload();
}, 8000);
