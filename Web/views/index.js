import { AuditView } from "./audit.js";
import { DeployView } from "./deploy.js";
import { GeneralView } from "./general.js";
import { ImportNewView } from "./import-new.js";
import { ImportProgressView } from "./import-progress.js";
import { MissingView } from "./missing.js";
import { ModelView } from "./model.js";
import { ModelsView } from "./models.js";
import { ServiceView } from "./service.js";
import { ServicesView } from "./services.js";
import { UpdateView } from "./update.js";

/** Each route's view, as `<view-NAME>`. */
export function registerViews() {
    customElements.define("view-general", GeneralView);
    customElements.define("view-models", ModelsView);
    customElements.define("view-import-new", ImportNewView);
    customElements.define("view-import-progress", ImportProgressView);
    customElements.define("view-model", ModelView);
    customElements.define("view-services", ServicesView);
    customElements.define("view-deploy", DeployView);
    customElements.define("view-service", ServiceView);
    customElements.define("view-update", UpdateView);
    customElements.define("view-audit", AuditView);
    customElements.define("view-missing", MissingView);
}
