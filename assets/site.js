// What the page does beside the app: opens dialogs as real modal ones, asks for news while a page is looked at,
// counts down, lets messages go and closes menus. It keeps no data.
(() => {
  // What the app shows is kept for this tab under a token; whoever signs in or out begins with a new one, so that
  // nothing of the person before is sent to the person after.
  document.addEventListener("submit", (event) => {
    const action = event.target.getAttribute("action") ?? "";
    if (action.startsWith("/api/sign-")) sessionStorage.removeItem("token");
    // Neither are hours that were written and not saved.
    if (action === "/api/sign-out") localStorage.removeItem("hours_draft");
  });

  let opener = null;
  // Reflex says by a bar of its own that the site was updated while this page was open; we say it in our words.
  const renewed = (bar) => {
    bar.removeAttribute("style");
    bar.firstChild.textContent = "Thoughtcloud was updated while this page was open.";
    bar.querySelector("button").removeAttribute("style");
    bar.querySelector("button").textContent = "Show the new version";
  };
  const each = (node, selector, act) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(selector)) act(node);
    node.querySelectorAll(selector).forEach(act);
  };
  const open = (dialog) => {
    if (dialog.open) return;
    opener = document.activeElement;
    dialog.showModal();
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      dialog.querySelector("[data-closes]")?.click();
    });
    dialog.addEventListener("mousedown", (event) => {
      if (event.target === dialog) dialog.querySelector("[data-closes]")?.click();
    });
  };
  const restore = () => opener?.isConnected && opener.focus();
  new MutationObserver((changes) => {
    for (const change of changes) {
      change.addedNodes.forEach((node) => {
        each(node, "dialog[data-modal]", open);
        each(node, "#reflex-new-version-banner", renewed);
        // What must not be missed may have appeared above or below what is in sight.
        each(node, "[data-in-sight]", (news) => news.scrollIntoView({ block: "center" }));
      });
      change.removedNodes.forEach((node) => each(node, "dialog[data-modal]", restore));
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  const refresh = () =>
    document.querySelectorAll("button[data-refreshes]").forEach((button) => {
      button.dataset.last = String(Date.now());
      button.click();
    });
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  setInterval(() => {
    if (document.hidden || document.querySelector("dialog[open]")) return;
    document.querySelectorAll("button[data-refreshes]").forEach((button) => {
      button.dataset.last ??= String(Date.now());
      if (Date.now() - Number(button.dataset.last) < Number(button.dataset.refreshes) * 1000) return;
      button.dataset.last = String(Date.now());
      button.click();
    });
  }, 1000);

  // Clocks that count down. The page says how many seconds are left whenever it is asked; in between we count.
  const spelled = (left) => {
    const [days, hours] = [Math.floor(left / 86400), Math.floor((left % 86400) / 3600)];
    const [minutes, seconds] = [Math.floor((left % 3600) / 60), left % 60];
    if (days > 1) return `${days} days ${hours} h`;
    const rest = `${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}`;
    return days || hours ? `${24 * days + hours}:${rest}` : rest;
  };
  setInterval(() => {
    document.querySelectorAll("[data-counts-down]").forEach((clock) => {
      const given = clock.dataset.countsDown;
      if (clock.given !== given) [clock.given, clock.ends] = [given, performance.now() + Number(given) * 1000];
      const left = Math.max(0, Math.round((clock.ends - performance.now()) / 1000));
      const text = spelled(left);
      if (clock.textContent !== text) clock.textContent = text;
      if (left === 0 && clock.asked !== given) {
        clock.asked = given;
        refresh();
      }
    });
  }, 250);

  // A message goes by itself after a while, unless somebody is reading it or is about to dismiss it.
  setInterval(() => {
    document.querySelectorAll("button[data-fades]").forEach((button) => {
      const held = document.hidden || button.parentElement.matches(":hover, :focus-within");
      const seen = Number(button.dataset.seen ?? 0) + (held ? 0 : 1);
      button.dataset.seen = String(seen);
      if (seen >= 20) button.click();
    });
  }, 1000);

  const closeMenus = (keep) =>
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== keep) menu.open = false;
    });
  document.addEventListener("click", (event) => {
    const inside = event.target.closest?.("details[data-menu]");
    closeMenus(event.target.closest?.("a, button") ? null : inside);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    closeMenus(null);
    menu?.querySelector("summary")?.focus();
  });
})();
