import { AdoptNotice } from "./elements/adopt-notice.js";
import { AppShell } from "./elements/app-shell.js";
import { AskBox } from "./elements/ask-box.js";
import { BucketForm } from "./elements/bucket-form.js";
import { ChecksCard } from "./elements/checks-card.js";
import { ConfirmDialog } from "./elements/confirm-dialog.js";
import { CopyButton } from "./elements/copy-button.js";
import { IdentityCard } from "./elements/identity-card.js";
import { ModelSearch } from "./elements/model-search.js";
import { ModelUpdates } from "./elements/model-updates.js";
import { NetworkCard } from "./elements/network-card.js";
import { ProjectCard } from "./elements/project-card.js";
import { ProjectPicker } from "./elements/project-picker.js";
import { QuotaCard } from "./elements/quota-card.js";
import { ServiceCosts } from "./elements/service-costs.js";
import { ServiceLogs } from "./elements/service-logs.js";
import { StorageCheck } from "./elements/storage-check.js";
import { ToastArea } from "./elements/toast-area.js";
import { ViewOutlet } from "./elements/view-outlet.js";
import { navigation } from "./lib/navigation.js";
import { session } from "./lib/session.js";
import { registerViews } from "./views/index.js";
import { ServiceRevisions } from "./views/service-revisions.js";

const project = new URLSearchParams(location.search).get("project");
if (project) session.choose(project);
session.applyTheme();

const elements = {
    "adopt-notice": AdoptNotice,
    "ask-box": AskBox,
    "bucket-form": BucketForm,
    "checks-card": ChecksCard,
    "confirm-dialog": ConfirmDialog,
    "copy-button": CopyButton,
    "identity-card": IdentityCard,
    "model-search": ModelSearch,
    "model-updates": ModelUpdates,
    "network-card": NetworkCard,
    "project-card": ProjectCard,
    "project-picker": ProjectPicker,
    "quota-card": QuotaCard,
    "service-costs": ServiceCosts,
    "service-logs": ServiceLogs,
    "service-revisions": ServiceRevisions,
    "storage-check": StorageCheck,
    "toast-area": ToastArea,
    "view-outlet": ViewOutlet,
};
for (const [name, type] of Object.entries(elements)) customElements.define(name, type);
registerViews();
navigation.start();
customElements.define("app-shell", AppShell);
