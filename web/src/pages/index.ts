// Every page of the portal, in the order of the menu. web/README.md says how one is added.
import type { Page } from "../router";
import { access } from "./access";
import { home } from "./home";
import { people } from "./people";
import { playground } from "./playground";
import { resource } from "./resource";
import { usage } from "./usage";
import { why } from "./why";

export const pages: Page[] = [home, access, people, playground, why, usage, resource];
