// Comfort on the Checkout page: groups digits while typing, fills a test card, stops a second click.
// The page works without it.
(() => {
  "use strict";
  const form = document.getElementById("payment");
  if (!form) return;
  const control = (name) => form.elements.namedItem(name);
  const submit = document.getElementById("submit");
  const submitText = submit.textContent;

  const grouped = (digits) =>
    /^3[47]/.test(digits)
      ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter(Boolean).join(" ")
      : (digits.slice(0, 19).match(/.{1,4}/g) || []).join(" ");

  const expiry = (digits) => {
    const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits;
    const year = padded.length >= 6 ? padded.slice(4, 6) : padded.slice(2);
    return padded.length > 2 ? `${padded.slice(0, 2)} / ${year}` : padded;
  };

  // Rewrites a field and leaves the caret behind the same digit as before.
  const keepShape = (input, shape) => {
    const before = input.value.slice(0, input.selectionStart).replace(/\D/g, "").length;
    const atEnd = input.selectionStart === input.value.length;
    const shaped = shape(input.value.replace(/\D/g, ""));
    if (shaped === input.value) return;
    input.value = shaped;
    let caret = 0;
    for (let seen = 0; seen < before && caret < shaped.length; caret += 1) if (/\d/.test(shaped[caret])) seen += 1;
    if (document.activeElement === input) input.setSelectionRange(atEnd ? shaped.length : caret, atEnd ? shaped.length : caret);
  };

  control("card_number").addEventListener("input", (event) => keepShape(event.target, grouped));
  control("card_cvc").addEventListener("input", (event) => keepShape(event.target, (digits) => digits.slice(0, 4)));
  control("card_expiry").addEventListener("input", (event) => {
    if (event.inputType && event.inputType.startsWith("delete")) return;
    keepShape(event.target, expiry);
  });

  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const filled = { card_number: grouped(button.dataset.fill), card_expiry: form.dataset.expiry, card_cvc: "123" };
      for (const [name, value] of Object.entries(filled)) control(name).value = value;
      const usual = { email: "mentee@example.com", name: "Alex Example", postal_code: "10115" };
      for (const [name, value] of Object.entries(usual)) if (!control(name).value) control(name).value = value;
      submit.focus();
    });
  }

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    submit.setAttribute("aria-disabled", "true");
    submit.textContent = "Processing…";
  });
  // A page brought back by the back button must be usable again.
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
    submit.removeAttribute("aria-disabled");
    submit.textContent = submitText;
  });

  const trouble = document.getElementById("message") || form.querySelector("[aria-invalid]");
  if (trouble) trouble.focus();
})();
