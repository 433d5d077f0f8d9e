// Small comforts. Every page works without them.
"use strict";
(() => {
  const root = document;

  // An exclusive answer ("none of these") clears the others, and the others clear it.
  root.addEventListener("change", (event) => {
    const group = event.target.closest("[data-many]");
    if (!group || !event.target.checked) return;
    const alone = event.target.hasAttribute("data-exclusive");
    for (const box of group.querySelectorAll("input[type=checkbox]")) {
      if (box !== event.target && (alone || box.hasAttribute("data-exclusive"))) box.checked = false;
    }
  });

  // Drag and drop, the camera, and the chosen file's name.
  const input = root.getElementById("photo");
  const drop = root.querySelector("[data-drop]");
  if (input && drop) {
    const name = drop.querySelector("[data-drop-name]");
    const limit = Number(input.form.dataset.maxMegabytes);
    const tell = () => {
      const file = input.files[0];
      const large = file && file.size > limit * 1024 * 1024;
      name.textContent = !file ? "" : large ? `${file.name} is larger than ${limit} MB; choose a smaller file.` : `Chosen: ${file.name}`;
      drop.classList.toggle("has-file", Boolean(file) && !large);
    };
    input.addEventListener("change", tell);
    for (const kind of ["dragenter", "dragover"]) {
      drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
    }
    for (const kind of ["dragleave", "drop"]) {
      drop.addEventListener(kind, () => drop.classList.remove("is-over"));
    }
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; tell(); }
    });
    const camera = drop.querySelector("[data-camera]");
    if (window.matchMedia("(pointer: coarse)").matches) {
      camera.hidden = false;
      camera.addEventListener("click", () => {
        input.setAttribute("capture", "environment");
        input.click();
        input.removeAttribute("capture");
      });
    }
  }

  // A link to a folded zone unfolds it, in browsers that do not by themselves.
  const unfold = () => {
    const fold = location.hash && root.querySelector(location.hash)?.closest("details");
    if (fold) { fold.open = true; root.querySelector(location.hash).scrollIntoView(); }
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // After a form came back with a remark, begin reading there.
  const remark = root.querySelector("#problems");
  if (remark) remark.focus();
})();
