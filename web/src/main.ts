// Starts the portal: the parts of Fluent that it uses, its theme, and the application.
import "@fluentui/web-components/button.js";
import "@fluentui/web-components/spinner.js";
import { applyTheme } from "./theme";
import "./app";

applyTheme();
