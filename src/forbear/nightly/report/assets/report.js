"use strict";
(function () {
  var root = document.documentElement;
  function first() {
    var asked = new URLSearchParams(location.search).get("lang") || location.hash.slice(1);
    var wish = /^(zh|en)\b/i.test(asked) ? asked : navigator.language || "zh";
    return /^zh/i.test(wish) ? "zh" : "en";
  }
  function speak(lang) {
    root.setAttribute("data-lang", lang);
    root.lang = lang === "zh" ? "zh-Hans" : "en";
    var title = document.querySelector("title");
    document.title = title.getAttribute("data-" + lang);
    document.querySelectorAll("[data-label-en]").forEach(function (e) {
      e.setAttribute("aria-label", e.getAttribute("data-label-" + lang));
    });
    document.querySelectorAll("[data-set]").forEach(function (b) {
      b.setAttribute("aria-pressed", String(b.getAttribute("data-set") === lang));
    });
  }
  function pick(anchor) {
    document.querySelectorAll(".branch").forEach(function (s) {
      s.classList.toggle("aside", s.id !== anchor);
    });
    document.querySelectorAll("[data-pick]").forEach(function (a) {
      a.setAttribute("aria-current", String(a.getAttribute("data-pick") === anchor));
    });
  }
  function print(what) {
    var section = what === "all" ? null : document.getElementById(what);
    root.classList.toggle("one", Boolean(section));
    if (section) section.classList.add("only");
    window.print();
    root.classList.remove("one");
    if (section) section.classList.remove("only");
  }
  root.setAttribute("data-lang", first());
  document.addEventListener("DOMContentLoaded", function () {
    speak(first());
    var wanted = location.hash.slice(1);
    var choices = document.querySelectorAll("[data-pick]");
    if (choices.length) {
      pick(/^branch-\d+$/.test(wanted) ? wanted : choices[0].getAttribute("data-pick"));
    }
    document.addEventListener("click", function (event) {
      var button = event.target.closest("[data-set],[data-print]");
      var link = event.target.closest('a[href^="#branch-"]');
      if (button && button.dataset.set) {
        speak(button.dataset.set);
        if (/^#?(zh|en)?$/.test(location.hash)) history.replaceState(null, "", "#" + button.dataset.set);
      } else if (button) {
        print(button.dataset.print);
      } else if (link) {
        pick(link.getAttribute("href").slice(1));
      }
    });
  });
})();
