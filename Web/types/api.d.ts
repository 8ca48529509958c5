// Written by `make docs` from the manager's OpenAPI document; `make test` checks that it is current.
// For the type checker alone: nothing of it is shipped.

declare namespace API {
    interface AcceleratorFitView {
        accelerator: string;
        fit: FitView;
    }

    interface AccessRequest {
        action: "add" | "remove" | "makePrivate";
        confirmPublic?: boolean | null;
        etag?: string | null;
        member?: string | null;
    }

    interface AccessView {
        etag?: string | null;
        inheritedProblem?: string | null;
        invokerCheckDisabled: boolean;
        invokers: Invoker[];
        isPublic: boolean;
    }

    interface AlternativeView {
        accelerator: string;
        contextLength: number;
        cpu: number;
        egressPerStart?: MoneyView | null;
        fits: boolean;
        isChosen: boolean;
        isMeasured: boolean;
        largestConcurrency?: number | null;
        largestContext?: number | null;
        loader: string;
        memory: number;
        obstacles: string[];
        perHour?: MoneyView | null;
        predictedStartSeconds: number;
        quotaLeft?: number | null;
        quotaStanding: string;
        region: string;
    }

    interface AlternativesView {
        alternatives: AlternativeView[];
    }

    interface AskAnswer {
        answer: string;
        body: string;
        milliseconds: number;
        standIn: boolean;
        status: number;
    }

    interface AskRequest {
        form?: "chat" | "completion" | "embedding" | null;
        maxTokens?: number | null;
        messages?: QuestionMessage[] | null;
        name: string;
        prompt?: string | null;
        region: string;
        temperature?: number | null;
    }

    interface AuditList {
        keptIn: string;
        lines: AuditView[];
        nextPageToken?: string | null;
    }

    interface AuditView {
        action: string;
        actor: string;
        after?: string | null;
        at: string;
        before?: string | null;
        outcome: string;
        requestId: string;
        role: string;
        subject: string;
        target: string;
    }

    interface BucketList {
        buckets: BucketView[];
    }

    interface BucketView {
        createdAt?: string | null;
        location: string;
        name: string;
        warnings: string[];
    }

    interface CallingGuide {
        ways: CallingWay[];
    }

    interface CallingWay {
        about: string;
        id: string;
        setup?: string | null;
        setupTitle?: string | null;
        snippets: CallingWaySnippet[];
        title: string;
    }

    interface CallingWaySnippet {
        language: "curl" | "python" | "javascript";
        text: string;
    }

    interface CheckList {
        checks: CheckView[];
        project: string;
    }

    interface CheckRepairView {
        changes: string[];
        check: string;
        checks: CheckView[];
    }

    interface CheckView {
        command?: string | null;
        detail: string;
        fix?: CheckViewFix | null;
        group: "permissions" | "apis" | "billing" | "networking" | "quota" | "service-account" | "credentials" | "tools";
        hint?: string | null;
        id: string;
        link?: string | null;
        permission?: string | null;
        state: "ok" | "warning" | "missing" | "unknown";
        title: string;
        why: string;
    }

    interface CheckViewFix {
        check: string;
        effect: string;
        label: string;
        role: "viewer" | "operator" | "admin";
    }

    interface ChooseNetwork {
        allTraffic?: boolean | null;
        kind: "google" | "subnet" | "connector";
        name?: string | null;
    }

    interface ColdStartList {
        starts: ColdStartView[];
    }

    interface ColdStartPhase {
        seconds: number;
        state: string;
    }

    interface ColdStartView {
        accelerator: string;
        at: string;
        loader: string;
        phases: ColdStartPhase[];
        ready: boolean;
        revision?: string | null;
        seconds: number;
        weightBytes: number;
    }

    interface CollectRequest {
        items: string[];
    }

    interface CostReportView {
        days: number;
        from: string;
        monthToDate?: MoneyView | null;
        perHourNow?: MoneyView | null;
        problems: ProblemView[];
        services: ServiceCostView[];
        to: string;
        unknown: number;
    }

    interface CostView {
        egressPerStart?: MoneyView | null;
        isFallback: boolean;
        lines: PlanLine[];
        perColdStart?: MoneyView | null;
        perHourBusy: MoneyView;
        perHourIdle: MoneyView;
        perMillionTokens?: MoneyView | null;
        perMonthBusy: MoneyView;
        perMonthIdle: MoneyView;
        source: string;
        storagePerMonth?: MoneyView | null;
        unknown: string[];
    }

    interface CreateBucket {
        location: string;
        name: string;
    }

    interface CredentialView {
        canMintIdTokens: boolean;
        email?: string | null;
        expiresAt?: string | null;
        foundBy?: string | null;
        foundIn: string;
        idTokenFix?: string | null;
        idTokenObstacle?: string | null;
        kind: string;
        principal?: string | null;
        project?: string | null;
        projectSource?: string | null;
        quotaProject?: string | null;
        quotaProjectSource?: string | null;
        through?: string | null;
        universeDomain?: string | null;
    }

    interface DeletedModel {
        freedBytes: number;
    }

    interface DeletionView {
        goes: string[];
        stays: string[];
    }

    interface DeployEventView {
        at: string;
        lines: string[];
        message: string;
        name: string;
        problem?: ProblemView | null;
        region: string;
        state: "pending" | "creating" | "pulling" | "starting" | "loading" | "ready" | "unproven" | "degraded" | "stopped" | "failed" | "deleting";
    }

    interface DeployRequest {
        accelerator?: string | null;
        access?: "private" | "public" | null;
        arguments?: string[] | null;
        basedOn?: string | null;
        bucket: string;
        concurrency?: number | null;
        contextLength?: number | null;
        cpu?: number | null;
        engine?: "vllm" | "ollama" | "llamacpp" | null;
        environment?: Record<string, string> | null;
        id: string;
        idleSeconds?: number | null;
        image?: string | null;
        loader?: "mount" | "stream" | "copy" | "directory" | null;
        maxInstances?: number | null;
        memory?: number | null;
        minInstances?: number | null;
        name?: string | null;
        network?: ServiceNetworkView | null;
        pin?: string | null;
        region?: string | null;
        secrets?: Record<string, SecretView> | null;
        serviceAccount?: string | null;
        source: "huggingface" | "ollama" | "dir" | "gs";
        tokensPerSecond?: number | null;
        zonalRedundancy?: boolean | null;
    }

    interface DeviceList {
        devices: DeviceView[];
        driver?: string | null;
        failures: string[];
        source?: string | null;
    }

    interface DeviceView {
        accelerator: string;
        free: number;
        memory: number;
        name: string;
        processes?: DeviceViewProgram[] | null;
        temperature?: number | null;
        utilization?: number | null;
        uuid: string;
    }

    interface DeviceViewProgram {
        memory?: number | null;
        pid: number;
        service?: string | null;
    }

    interface EngineFigures {
        at: string;
        cacheUse?: number | null;
        generatedTokens?: number | null;
        meanFirstToken?: number | null;
        meanTokenGap?: number | null;
        preemptions?: number | null;
        promptTokens?: number | null;
        running?: number | null;
        waiting?: number | null;
    }

    interface EngineKey {
        command: string;
        createdAt?: string | null;
        otherVersions: string[];
        secret: string;
        version: string;
    }

    interface EngineProgramView {
        command: string;
        engine: string;
        fix?: string | null;
        path?: string | null;
        problem?: string | null;
        version?: string | null;
    }

    interface FactsView {
        architectures: string[];
        contextLength?: number | null;
        downloads?: number | null;
        format: string;
        gated?: string | null;
        library?: string | null;
        license?: string | null;
        parameters?: number | null;
        tags: string[];
        task?: string | null;
    }

    interface FieldChange {
        field: string;
        new?: string | null;
        old?: string | null;
    }

    interface FitView {
        arithmetic: string[];
        availableBytes: number;
        cacheBytes: number;
        contextLength: number;
        fits: boolean;
        keyValueBytesPerToken: number;
        largestConcurrency?: number | null;
        largestContext?: number | null;
        lines: PlanLine[];
        overheadBytes: number;
        sequences: number;
        weightBytes: number;
    }

    interface FsckFindingView {
        bucket: string;
        detail: string;
        kind: "catalog-lost" | "catalog-damaged" | "manifest-damaged" | "entry-without-objects" | "entry-without-manifest" | "manifest-without-entry" | "objects-without-entry" | "entry-outdated" | "stuck-download" | "not-adopted" | "orphaned-upload" | "stale-import" | "import-unreadable";
        note?: string | null;
        object: string;
        outcome?: "repaired" | "left" | null;
        repair?: string | null;
    }

    interface FsckList {
        buckets: string[];
        clean: boolean;
        findings: FsckFindingView[];
        problems: ModelListBucketProblem[];
    }

    interface GarbageList {
        freedBytes: number;
        items: GarbageView[];
        monthlyCost?: MoneyView | null;
        problems: ModelListBucketProblem[];
        totalBytes: number;
    }

    interface GarbageView {
        bucket: string;
        detail: string;
        freedBytes?: number | null;
        id: string;
        kind: "superseded-revision" | "failed-model" | "unreferenced-blobs" | "leftover-files" | "orphaned-upload" | "stale-import" | "kept-aside" | "private-key";
        monthlyCost?: MoneyView | null;
        note?: string | null;
        object: string;
        objects: number;
        outcome?: "deleted" | "kept" | null;
        size: number;
    }

    interface IdentityView {
        access: "loopback" | "iap" | "token";
        actor: string;
        credential?: CredentialView | null;
        credentialProblem?: ProblemView | null;
        role: "viewer" | "operator" | "admin";
        simulated: boolean;
        sources: string[];
        targets: string[];
        version: string;
    }

    interface IdleOutcomeList {
        outcomes: IdleOutcomeView[];
    }

    interface IdleOutcomeView {
        action: "stopped" | "kept" | "failed";
        name: string;
        region: string;
        why: string;
    }

    interface IdleRuleRequest {
        days: number;
        includesScaledToZero?: boolean | null;
    }

    interface IdleRuleView {
        days?: number | null;
        includesScaledToZero: boolean;
    }

    interface ImportFileList {
        files: ImportViewFile[];
        nextPageToken?: string | null;
        total: number;
    }

    interface ImportList {
        imports: ImportView[];
        problems: ModelListBucketProblem[];
    }

    interface ImportRequest {
        bucket: string;
        executor?: string | null;
        keepToken?: boolean | null;
        model: string;
        read?: boolean | null;
        tasks?: number | null;
        token?: string | null;
    }

    interface ImportView {
        activeFiles: number;
        bucket: string;
        bytesPerSecond: number;
        canResume: boolean;
        doneBytes: number;
        elsewhere: boolean;
        failedFiles: number;
        fetchedBytes: number;
        fileCount: number;
        files: ImportViewFile[];
        filesLeftOut: number;
        id: string;
        modelId: string;
        pin: string;
        problem?: ProblemView | null;
        reason?: "stopped" | "shut-down" | "died" | "needs-token" | null;
        secondsLeft?: number | null;
        source: "huggingface" | "ollama" | "dir" | "gs";
        startedAt: string;
        startedBy: string;
        state: "planned" | "transferring" | "publishing" | "completed" | "interrupted" | "failed" | "cancelled";
        tasks?: number | null;
        totalBytes: number;
        updatedAt: string;
        verifiedFiles: number;
        version: number;
    }

    interface ImportViewFile {
        done: number;
        path: string;
        size?: number | null;
        state: "waiting" | "transferring" | "verifying" | "verified" | "skipped" | "failed";
    }

    interface Invoker {
        condition?: string | null;
        isInherited: boolean;
        kind: "user" | "group" | "serviceAccount" | "domain" | "allUsers" | "allAuthenticatedUsers" | "other";
        member: string;
        role: string;
    }

    interface KeyView {
        key?: EngineKey | null;
    }

    interface LogLine {
        at: string;
        id: string;
        revision?: string | null;
        severity: string;
        stream?: string | null;
        text: string;
    }

    interface LogList {
        lines: LogLine[];
        older?: string | null;
    }

    interface MachineView {
        checks: CheckView[];
        cores: number;
        devices: DeviceList;
        engines: EngineProgramView[];
        freeMemory?: number | null;
        memory: number;
        orphans: OrphanView[];
    }

    interface MetricChart {
        id: string;
        problem?: string | null;
        series: MetricSeries[];
        title: string;
        unit: string;
    }

    interface MetricSeries {
        name: string;
        points: MetricSeriesPoint[];
    }

    interface MetricSeriesPoint {
        at: string;
        value: number;
    }

    interface ModelDetail {
        facts: FactsView;
        files: ModelDetailFileView[];
        importedAt?: string | null;
        importedBy?: string | null;
        model: ModelView;
    }

    interface ModelDetailFileView {
        copiedFrom?: string | null;
        crc32c: string;
        path: string;
        promised?: string | null;
        proof: string;
        sha256?: string | null;
        size: number;
    }

    interface ModelList {
        models: ModelView[];
        problems: ModelListBucketProblem[];
    }

    interface ModelListBucketProblem {
        bucket: string;
        problem: ProblemView;
    }

    interface ModelUpdateList {
        current: number;
        problems: ModelListBucketProblem[];
        unchecked: ModelUpdateListUnchecked[];
        updates: ModelUpdateView[];
    }

    interface ModelUpdateListUnchecked {
        bucket: string;
        id: string;
        problem: ProblemView;
        source: string;
    }

    interface ModelUpdateView {
        bucket: string;
        id: string;
        newPin: string;
        pin: string;
        reference: string;
        source: string;
    }

    interface ModelView {
        bucket: string;
        deployable: boolean;
        fileCount: number;
        format: "safetensors" | "gguf" | "pytorch" | "other";
        id: string;
        importId?: string | null;
        legacy: boolean;
        license?: string | null;
        monthlyStorage?: MoneyView | null;
        name: string;
        pin: string;
        size: number;
        source: "huggingface" | "ollama" | "dir" | "gs";
        status: "downloading" | "completed" | "failed";
        task?: string | null;
        updatedAt: string;
    }

    interface MoneyView {
        amount: number;
        currency: string;
        text: string;
    }

    interface NetworkOptionView {
        chosen: boolean;
        kind: "google" | "subnet" | "connector";
        name: string;
        network?: string | null;
        notes: string[];
        range?: string | null;
        reason: string;
        recommended: boolean;
        usable: boolean;
    }

    interface NetworkSpecView {
        allTraffic: boolean;
        connector?: string | null;
        network?: string | null;
        subnetwork?: string | null;
    }

    interface NetworkView {
        bucket?: string | null;
        chosen?: NetworkSpecView | null;
        options: NetworkOptionView[];
        problems: ProblemView[];
        region: string;
    }

    interface OrphanList {
        orphans: OrphanView[];
    }

    interface OrphanView {
        command: string;
        container?: string | null;
        pid: number;
        service: string;
        startTime: string;
    }

    interface PlanLine {
        formula: string;
        label: string;
        value: string;
    }

    interface PlanView {
        accelerator?: string | null;
        access: string;
        arguments: string[];
        basedOn?: string | null;
        bucket?: string | null;
        canApply: boolean;
        changes: string[];
        command: string[];
        concurrency: number;
        contextLength?: number | null;
        cost?: CostView | null;
        cpu?: number | null;
        diff: FieldChange[];
        engine: string;
        environment: Record<string, string>;
        fit: FitView;
        image: string;
        loader?: string | null;
        maxInstances: number;
        memory?: number | null;
        minInstances: number;
        modelId?: string | null;
        name: string;
        network?: ServiceNetworkView | null;
        pin?: string | null;
        port: number;
        predictedStartSeconds?: number | null;
        probe?: StartupProbe | null;
        problems: PlanViewFinding[];
        proof: string;
        quota: QuotaUseView[];
        region: string;
        requestPreview: string;
        secrets: Record<string, SecretView>;
        servedName: string;
        serviceAccount?: string | null;
        shape: PlanLine[];
        source?: string | null;
        start?: StartView | null;
        zonalRedundancy: boolean;
    }

    interface PlanViewFinding {
        code: string;
        detail: string;
        fix?: string | null;
        severity: string;
    }

    interface PreflightView {
        alreadyComplete: boolean;
        bucket: string;
        copyBytes: number;
        copyCost?: MoneyView | null;
        copyFiles: number;
        executor: string;
        executors: string[];
        facts: FactsView;
        fetchBytes: number;
        files: PreflightViewFile[];
        fits: AcceleratorFitView[];
        id: string;
        importId: string;
        monthlyStorage?: MoneyView | null;
        pin: string;
        source: "huggingface" | "ollama" | "dir" | "gs";
        tasks: number;
        totalBytes: number;
        warnings: string[];
    }

    interface PreflightViewFile {
        chosen: boolean;
        copiedFrom?: string | null;
        digest?: string | null;
        held: boolean;
        path: string;
        reason: string;
        size?: number | null;
    }

    interface ProblemView {
        code: "invalid-request" | "invalid-reference" | "not-found" | "already-exists" | "conflict" | "unauthenticated" | "permission-denied" | "api-disabled" | "billing-disabled" | "quota-exceeded" | "rate-limited" | "model-not-found" | "revision-not-found" | "model-gated" | "token-rejected" | "needs-token" | "unsupported-model" | "bucket-not-found" | "bucket-foreign" | "catalog-unreadable" | "settings-unreadable" | "digest-mismatch" | "truncated" | "source-unavailable" | "storage-unavailable" | "network-unreachable" | "plan-outdated" | "does-not-fit" | "deploy-failed" | "engine-failed" | "import-not-running" | "import-running" | "cancelled" | "unsupported" | "timed-out" | "unavailable" | "internal-error";
        detail: string;
        fix: string;
        requestId?: string | null;
        retryable: boolean;
        status: number;
        title: string;
        type: string;
    }

    interface ProjectList {
        canList: boolean;
        nextPageToken?: string | null;
        problem?: ProblemView | null;
        projects: ProjectView[];
    }

    interface ProjectSettingsView {
        bucket?: string | null;
        networks: Record<string, NetworkSpecView>;
        serviceAccount?: string | null;
    }

    interface ProjectView {
        id: string;
        name?: string | null;
        number?: string | null;
        state?: string | null;
    }

    interface QuestionMessage {
        content: string;
        role: "system" | "user" | "assistant";
    }

    interface QuotaAmountView {
        left?: number | null;
        limit?: number | null;
        unlimited: boolean;
        used?: number | null;
    }

    interface QuotaFitView {
        boundBy?: "GPU" | "CPU" | "memory" | null;
        cpu: number;
        memory: number;
        withZonalRedundancy?: number | null;
        withoutZonalRedundancy?: number | null;
    }

    interface QuotaRowView {
        accelerator: string;
        cpu?: QuotaAmountView | null;
        fits: QuotaFitView[];
        memory?: QuotaAmountView | null;
        offered: boolean;
        region: string;
        requestLink: string;
        withZonalRedundancy?: QuotaAmountView | null;
        withoutZonalRedundancy?: QuotaAmountView | null;
    }

    interface QuotaTableView {
        problems: RegionProblemView[];
        project: string;
        rows: QuotaRowView[];
    }

    interface QuotaUseView {
        isExceeded: boolean;
        left?: number | null;
        limit?: number | null;
        name: string;
        region: string;
        requested: number;
        standing: string;
        title: string;
        unit: string;
        used: number;
    }

    interface RegionProblemView {
        problem: ProblemView;
        region: string;
    }

    interface ResumeRequest {
        token?: string | null;
    }

    interface RevealRequest {
        confirm: boolean;
    }

    interface RevealedKey {
        value: string;
    }

    interface RevisionList {
        revisions: RevisionView[];
    }

    interface RevisionView {
        createdAt?: string | null;
        image?: string | null;
        name: string;
        percent: number;
        problem?: ProblemView | null;
        settings: Record<string, string>;
        state: "starting" | "ready" | "failed" | "retired";
        tags: string[];
    }

    interface RollbackRequest {
        revision?: string | null;
    }

    interface SearchList {
        results: SearchListResult[];
    }

    interface SearchListResult {
        downloads?: number | null;
        gated?: string | null;
        id: string;
        library?: string | null;
        likes?: number | null;
        parameters?: number | null;
        reference: string;
        source: string;
        task?: string | null;
        updatedAt?: string | null;
    }

    interface SecretView {
        name: string;
        version?: string | null;
    }

    interface ServiceCostView {
        basis: "measured" | "estimated" | "unknown";
        billableSeconds?: number | null;
        instances?: number | null;
        lastRequestDay?: string | null;
        minInstances: number;
        monthToDate?: MoneyView | null;
        name: string;
        notes: string[];
        perHourNow?: MoneyView | null;
        perInstanceHour?: MoneyView | null;
        perMillionTokens?: MoneyView | null;
        priceSource?: string | null;
        region: string;
        requests?: number | null;
        state: string;
        tokensPerSecond?: number | null;
        unusedDays?: number | null;
        warnings: ServiceCostViewWarning[];
    }

    interface ServiceCostViewWarning {
        code: "idle-minimum" | "unused";
        detail: string;
        fix: string;
    }

    interface ServiceEvent {
        at: string;
        detail?: string | null;
        kind: "created" | "changed" | "revision" | "condition" | "proof" | "start" | "system" | "audit";
        revision?: string | null;
        severity: "DEFAULT" | "DEBUG" | "INFO" | "NOTICE" | "WARNING" | "ERROR" | "CRITICAL" | "ALERT" | "EMERGENCY";
        title: string;
    }

    interface ServiceEvents {
        events: ServiceEvent[];
        problem?: string | null;
    }

    interface ServiceList {
        problems: RegionProblemView[];
        services: ServiceView[];
    }

    interface ServiceMetrics {
        charts: MetricChart[];
        engine?: EngineFigures | null;
        engineNote?: string | null;
        from: string;
        lagSeconds: number;
        range: "1h" | "6h" | "1d" | "7d";
        to: string;
    }

    interface ServiceNetworkView {
        allTraffic?: boolean | null;
        connector?: string | null;
        kind?: "google" | "subnet" | "connector" | null;
        network?: string | null;
        subnetwork?: string | null;
    }

    interface ServiceResource {
        account?: string | null;
        command: string[];
        environment: ServiceResourceVariable[];
        kind: string;
        mounts: string[];
        network?: string | null;
        probe?: string | null;
        resource: string;
    }

    interface ServiceResourceVariable {
        name: string;
        secret?: string | null;
        value?: string | null;
    }

    interface ServiceView {
        accelerator?: string | null;
        access: "private" | "public";
        adopted: boolean;
        bucket?: string | null;
        command?: string | null;
        cpu?: number | null;
        createdAt?: string | null;
        creator?: string | null;
        engine?: string | null;
        etag?: string | null;
        image?: string | null;
        instances?: number | null;
        labels: Record<string, string>;
        latestRevision?: string | null;
        links: Record<string, string>;
        maxInstances?: number | null;
        memory?: number | null;
        minInstances: number;
        modelId?: string | null;
        name: string;
        pin?: string | null;
        problem?: ProblemView | null;
        proof?: ServiceViewProof | null;
        reason?: string | null;
        region: string;
        revision?: string | null;
        servedName?: string | null;
        source?: string | null;
        state: "pending" | "creating" | "pulling" | "starting" | "loading" | "ready" | "unproven" | "degraded" | "stopped" | "failed" | "deleting";
        traffic: TrafficShareView[];
        updatedAt?: string | null;
        url?: string | null;
    }

    interface ServiceViewProof {
        at: string;
        firstTokenMilliseconds: number;
        tokensPerSecond?: number | null;
    }

    interface StartView {
        basis: string;
        isMeasured: boolean;
        lines: PlanLine[];
        seconds: number;
    }

    interface StartupProbe {
        initialDelay: number;
        lines: PlanLine[];
        period: number;
        threshold: number;
        timeout: number;
    }

    interface TrafficRequest {
        shares: TrafficShareView[];
    }

    interface TrafficShareView {
        percent: number;
        revision?: string | null;
        tag?: string | null;
        url?: string | null;
    }

    interface UpdateRequest {
        accelerator?: string | null;
        access?: "private" | "public" | null;
        arguments?: string[] | null;
        basedOn?: string | null;
        concurrency?: number | null;
        contextLength?: number | null;
        cpu?: number | null;
        environment?: Record<string, string> | null;
        holdTraffic?: boolean | null;
        image?: string | null;
        loader?: "mount" | "stream" | "copy" | "directory" | null;
        maxInstances?: number | null;
        memory?: number | null;
        minInstances?: number | null;
        network?: ServiceNetworkView | null;
        pin?: string | null;
        removeArguments?: string[] | null;
        removeVariables?: string[] | null;
        rollbackOnFailure?: boolean | null;
        secrets?: Record<string, SecretView> | null;
        serviceAccount?: string | null;
        zonalRedundancy?: boolean | null;
    }

    interface VerifyView {
        files: VerifyViewFile[];
        ok: boolean;
        proven: number;
    }

    interface VerifyViewFile {
        detail: string;
        ok: boolean;
        path: string;
    }

    /** What an operation takes and answers, by method and path. */
    interface Operations {
        "GET /api/audit": {
            path: {};
            query: {
                pageSize?: string | null;
                pageToken?: string | null;
            };
            body: undefined;
            answer: AuditList;
        };
        "GET /api/events": {
            path: {};
            query: {
                topics?: string | null;
            };
            body: undefined;
            answer: null;
        };
        "GET /api/identity": {
            path: {};
            query: {};
            body: undefined;
            answer: IdentityView;
        };
        "GET /api/local/devices": {
            path: {};
            query: {};
            body: undefined;
            answer: null;
        };
        "GET /api/local/machine": {
            path: {};
            query: {};
            body: undefined;
            answer: MachineView;
        };
        "POST /api/local/orphans/end": {
            path: {};
            query: {};
            body: OrphanList;
            answer: OrphanList;
        };
        "GET /api/models": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: ModelList;
        };
        "POST /api/models/adopt": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: FsckList;
        };
        "GET /api/models/buckets": {
            path: {};
            query: {};
            body: undefined;
            answer: BucketList;
        };
        "POST /api/models/buckets": {
            path: {};
            query: {};
            body: CreateBucket;
            answer: BucketView;
        };
        "DELETE /api/models/detail": {
            path: {};
            query: {
                bucket: string;
                id: string;
                pin?: string | null;
                source: "huggingface" | "ollama" | "dir" | "gs";
            };
            body: undefined;
            answer: DeletedModel;
        };
        "GET /api/models/detail": {
            path: {};
            query: {
                bucket: string;
                id: string;
                pin?: string | null;
                source: "huggingface" | "ollama" | "dir" | "gs";
            };
            body: undefined;
            answer: ModelDetail;
        };
        "GET /api/models/fsck": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: FsckList;
        };
        "POST /api/models/fsck": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: FsckList;
        };
        "GET /api/models/gc": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: GarbageList;
        };
        "POST /api/models/gc": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: CollectRequest;
            answer: GarbageList;
        };
        "POST /api/models/import/ollama/preflight": {
            path: {};
            query: {};
            body: ImportRequest;
            answer: PreflightView;
        };
        "POST /api/models/import/ollama/start": {
            path: {};
            query: {};
            body: ImportRequest;
            answer: ImportView;
        };
        "POST /api/models/import/preflight": {
            path: {};
            query: {};
            body: ImportRequest;
            answer: PreflightView;
        };
        "POST /api/models/import/start": {
            path: {};
            query: {};
            body: ImportRequest;
            answer: ImportView;
        };
        "GET /api/models/imports": {
            path: {};
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: ImportList;
        };
        "DELETE /api/models/imports/{id}": {
            path: {
                id: string;
            };
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: ImportView;
        };
        "GET /api/models/imports/{id}": {
            path: {
                id: string;
            };
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: ImportView;
        };
        "GET /api/models/imports/{id}/events": {
            path: {
                id: string;
            };
            query: {
                bucket?: string | null;
            };
            body: undefined;
            answer: null;
        };
        "GET /api/models/imports/{id}/files": {
            path: {
                id: string;
            };
            query: {
                bucket?: string | null;
                pageSize?: string | null;
                pageToken?: string | null;
            };
            body: undefined;
            answer: ImportFileList;
        };
        "POST /api/models/imports/{id}/resume": {
            path: {
                id: string;
            };
            query: {
                bucket?: string | null;
            };
            body: ResumeRequest;
            answer: ImportView;
        };
        "GET /api/models/search": {
            path: {};
            query: {
                query?: string | null;
                source?: "huggingface" | "ollama" | "dir" | "gs" | null;
            };
            body: undefined;
            answer: SearchList;
        };
        "GET /api/models/updates": {
            path: {};
            query: {
                bucket?: string | null;
                fresh?: boolean | null;
            };
            body: undefined;
            answer: ModelUpdateList;
        };
        "POST /api/models/verify": {
            path: {};
            query: {
                bucket: string;
                id: string;
                pin?: string | null;
                quick?: boolean | null;
                source: "huggingface" | "ollama" | "dir" | "gs";
            };
            body: undefined;
            answer: VerifyView;
        };
        "GET /api/projects": {
            path: {};
            query: {
                pageToken?: string | null;
                query?: string | null;
            };
            body: undefined;
            answer: ProjectList;
        };
        "GET /api/projects/{id}": {
            path: {
                id: string;
            };
            query: {};
            body: undefined;
            answer: ProjectView;
        };
        "GET /api/projects/{id}/checks": {
            path: {
                id: string;
            };
            query: {
                region?: string | null;
            };
            body: undefined;
            answer: CheckList;
        };
        "POST /api/projects/{id}/checks/{check}/fix": {
            path: {
                check: string;
                id: string;
            };
            query: {};
            body: undefined;
            answer: CheckRepairView;
        };
        "GET /api/projects/{id}/network": {
            path: {
                id: string;
            };
            query: {
                region?: string | null;
            };
            body: undefined;
            answer: NetworkView;
        };
        "PUT /api/projects/{id}/network": {
            path: {
                id: string;
            };
            query: {
                region?: string | null;
            };
            body: ChooseNetwork;
            answer: NetworkView;
        };
        "GET /api/projects/{id}/quota": {
            path: {
                id: string;
            };
            query: {
                region?: string | null;
            };
            body: undefined;
            answer: QuotaTableView;
        };
        "GET /api/projects/{id}/settings": {
            path: {
                id: string;
            };
            query: {};
            body: undefined;
            answer: ProjectSettingsView;
        };
        "GET /api/schema/declaration": {
            path: {};
            query: {};
            body: undefined;
            answer: null;
        };
        "POST /api/services/alternatives": {
            path: {};
            query: {};
            body: DeployRequest;
            answer: AlternativesView;
        };
        "POST /api/services/apply-idle-rule": {
            path: {};
            query: {};
            body: undefined;
            answer: IdleOutcomeList;
        };
        "POST /api/services/ask": {
            path: {};
            query: {};
            body: AskRequest;
            answer: AskAnswer;
        };
        "GET /api/services/costs": {
            path: {};
            query: {
                days?: number | null;
            };
            body: undefined;
            answer: CostReportView;
        };
        "DELETE /api/services/delete": {
            path: {};
            query: {
                name: string;
                region: string;
            };
            body: undefined;
            answer: null;
        };
        "POST /api/services/deploy": {
            path: {};
            query: {};
            body: DeployRequest;
            answer: DeployEventView;
        };
        "DELETE /api/services/idle-rule": {
            path: {};
            query: {};
            body: undefined;
            answer: null;
        };
        "GET /api/services/idle-rule": {
            path: {};
            query: {};
            body: undefined;
            answer: IdleRuleView;
        };
        "PUT /api/services/idle-rule": {
            path: {};
            query: {};
            body: IdleRuleRequest;
            answer: IdleRuleView;
        };
        "GET /api/services/list": {
            path: {};
            query: {};
            body: undefined;
            answer: ServiceList;
        };
        "POST /api/services/plan": {
            path: {};
            query: {};
            body: DeployRequest;
            answer: PlanView;
        };
        "GET /api/services/{region}/{name}": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: ServiceView;
        };
        "GET /api/services/{region}/{name}/calling": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: CallingGuide;
        };
        "GET /api/services/{region}/{name}/deletion": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: DeletionView;
        };
        "GET /api/services/{region}/{name}/events": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: ServiceEvents;
        };
        "DELETE /api/services/{region}/{name}/key": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: KeyView;
        };
        "GET /api/services/{region}/{name}/key": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: KeyView;
        };
        "POST /api/services/{region}/{name}/key": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: KeyView;
        };
        "POST /api/services/{region}/{name}/key/reveal": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: RevealRequest;
            answer: RevealedKey;
        };
        "GET /api/services/{region}/{name}/logs": {
            path: {
                name: string;
                region: string;
            };
            query: {
                limit?: number | null;
                pageToken?: string | null;
                revision?: string | null;
                severity?: "DEFAULT" | "DEBUG" | "INFO" | "NOTICE" | "WARNING" | "ERROR" | "CRITICAL" | "ALERT" | "EMERGENCY" | null;
                since?: string | null;
                text?: string | null;
                until?: string | null;
            };
            body: undefined;
            answer: LogList;
        };
        "GET /api/services/{region}/{name}/metrics": {
            path: {
                name: string;
                region: string;
            };
            query: {
                range?: "1h" | "6h" | "1d" | "7d" | null;
            };
            body: undefined;
            answer: ServiceMetrics;
        };
        "GET /api/services/{region}/{name}/move": {
            path: {
                name: string;
                region: string;
            };
            query: {
                bucket?: string | null;
                to: string;
            };
            body: undefined;
            answer: PlanView;
        };
        "GET /api/services/{region}/{name}/permissions": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: AccessView;
        };
        "POST /api/services/{region}/{name}/permissions": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: AccessRequest;
            answer: AccessView;
        };
        "POST /api/services/{region}/{name}/plan": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: UpdateRequest;
            answer: PlanView;
        };
        "GET /api/services/{region}/{name}/resource": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: ServiceResource;
        };
        "GET /api/services/{region}/{name}/revisions": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: RevisionList;
        };
        "POST /api/services/{region}/{name}/rollback": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: RollbackRequest;
            answer: ServiceView;
        };
        "POST /api/services/{region}/{name}/start": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: ServiceView;
        };
        "GET /api/services/{region}/{name}/starts": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: ColdStartList;
        };
        "POST /api/services/{region}/{name}/stop": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: undefined;
            answer: ServiceView;
        };
        "PUT /api/services/{region}/{name}/traffic": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: TrafficRequest;
            answer: ServiceView;
        };
        "POST /api/services/{region}/{name}/update": {
            path: {
                name: string;
                region: string;
            };
            query: {};
            body: UpdateRequest;
            answer: DeployEventView;
        };
        "GET /health": {
            path: {};
            query: {};
            body: undefined;
            answer: null;
        };
        "GET /metrics": {
            path: {};
            query: {};
            body: undefined;
            answer: null;
        };
    }
}
