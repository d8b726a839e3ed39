// A button after each text that is there to be copied.
for (const text of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  const heading = document.getElementById(text.closest("section").getAttribute("aria-labelledby"));
  button.setAttribute("aria-label", `Copy ${heading.textContent}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  heading.after(button);
}
