import { AdoptNotice } from "./elements/adopt-notice.js";
import { AppShell } from "./elements/app-shell.js";
import { BucketForm } from "./elements/bucket-form.js";
import { ChecksCard } from "./elements/checks-card.js";
import { ConfirmDialog } from "./elements/confirm-dialog.js";
import { CopyButton } from "./elements/copy-button.js";
import { IdentityCard } from "./elements/identity-card.js";
import { LineChart } from "./elements/line-chart.js";
import { MachineCard } from "./elements/machine-card.js";
import { ModelSearch } from "./elements/model-search.js";
import { ModelUpdates } from "./elements/model-updates.js";
import { NetworkCard } from "./elements/network-card.js";
import { ProjectCard } from "./elements/project-card.js";
import { ProjectPicker } from "./elements/project-picker.js";
import { QuotaCard } from "./elements/quota-card.js";
import { ServiceCalling } from "./elements/service-calling.js";
import { ServiceCosts } from "./elements/service-costs.js";
import { ServiceEvents } from "./elements/service-events.js";
import { ServiceKey } from "./elements/service-key.js";
import { ServiceLogs } from "./elements/service-logs.js";
import { ServiceMove } from "./elements/service-move.js";
import { ServiceMetrics } from "./elements/service-metrics.js";
import { ServicePermissions } from "./elements/service-permissions.js";
import { ServiceResource } from "./elements/service-resource.js";
import { ServiceTry } from "./elements/service-try.js";
import { StorageCheck } from "./elements/storage-check.js";
import { TargetHealth } from "./elements/target-health.js";
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
    "bucket-form": BucketForm,
    "checks-card": ChecksCard,
    "confirm-dialog": ConfirmDialog,
    "copy-button": CopyButton,
    "identity-card": IdentityCard,
    "line-chart": LineChart,
    "machine-card": MachineCard,
    "model-search": ModelSearch,
    "model-updates": ModelUpdates,
    "network-card": NetworkCard,
    "project-card": ProjectCard,
    "project-picker": ProjectPicker,
    "quota-card": QuotaCard,
    "service-calling": ServiceCalling,
    "service-costs": ServiceCosts,
    "service-events": ServiceEvents,
    "service-key": ServiceKey,
    "service-logs": ServiceLogs,
    "service-metrics": ServiceMetrics,
    "service-move": ServiceMove,
    "service-permissions": ServicePermissions,
    "service-resource": ServiceResource,
    "service-revisions": ServiceRevisions,
    "service-try": ServiceTry,
    "storage-check": StorageCheck,
    "target-health": TargetHealth,
    "toast-area": ToastArea,
    "view-outlet": ViewOutlet,
};
for (const [name, type] of Object.entries(elements)) customElements.define(name, type);
registerViews();
navigation.start();
customElements.define("app-shell", AppShell);
