// Light and dark: as the system says, or as the person chose.
import { setTheme } from "@fluentui/web-components";
import { webDarkTheme, webLightTheme } from "@fluentui/tokens";

const key = "keyless.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = (): boolean => {
  const chosen = localStorage.getItem(key);
  return chosen ? chosen === "dark" : system.matches;
};

export function applyTheme(): void {
  setTheme(isDark() ? webDarkTheme : webLightTheme);
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  dispatchEvent(new Event("keyless-theme"));
}

export function switchTheme(): void {
  const dark = !isDark();
  dark === system.matches ? localStorage.removeItem(key) : localStorage.setItem(key, dark ? "dark" : "light");
  applyTheme();
}

system.addEventListener("change", applyTheme);
