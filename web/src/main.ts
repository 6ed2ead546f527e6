/** What the pages do beyond links and forms. Each page names itself; without scripts it is whole, too. */

import { actor } from "./actor";
import { incidents } from "./incidents";
import { network } from "./network";
import { report } from "./report";

const pages: Record<string, () => unknown> = { incidents, report, network, actor };

pages[document.body.dataset.page ?? ""]?.();
