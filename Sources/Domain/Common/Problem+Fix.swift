extension Problem.Code {
    /// What to do about a problem of this kind, where nobody who found it knew better.
    package var fix: String {
        switch self {
        case .invalidRequest: "Correct what the detail names, and ask again."
        case .invalidReference: "Write hf:ORG/NAME, ollama:NAME, gs://BUCKET/PREFIX or dir:PATH."
        case .notFound: "Look at the list of what there is; a name may be misspelt, or somebody has deleted it."
        case .alreadyExists: "Choose another name, or use what is there."
        case .conflict: "Look at it as it is now, then try again."
        case .unauthenticated: "Log in: gcloud auth application-default login, or give --credentials FILE."
        case .permissionDenied: "Ask an owner of the project for the permission that the detail names."
        case .apiDisabled: "Enable the API that the detail names."
        case .billingDisabled: "Link a billing account to the project."
        case .quotaExceeded: "Wait, ask for less, or request quota."
        case .rateLimited: "Wait a minute, then try again; an import that has begun can be resumed."
        case .modelNotFound: "Check the name; a private model needs a token that may read it."
        case .revisionNotFound: "Leave the revision out for the newest, or name one that the hub lists."
        case .modelGated: "Accept the model's terms on its page, then give a token."
        case .tokenRejected: "Give a token that is valid and may read the model."
        case .needsToken: "Give a token of the hub."
        case .unsupportedModel: "Choose a model that an engine can serve; tell this one's owner what is wrong with it."
        case .bucketNotFound: "Check the bucket's name, or create it: llm-manager buckets create NAME."
        case .bucketForeign: "Choose another name: bucket names are global."
        case .catalogUnreadable: "Run llm-manager models fsck --bucket NAME; with --repair it is rebuilt."
        case .settingsUnreadable:
            "Look at the object that the detail names: mend it, or delete it to begin with empty settings."
        case .digestMismatch:
            "Do it again: the bytes are sent anew, and wrong ones are never published. If it stays, the side that the "
                + "detail names is damaged."
        case .truncated: "Resume the import: what has arrived is kept."
        case .sourceUnavailable: "Try again in a minute; if it stays, tell whoever runs the hub what the detail says."
        case .storageUnavailable: "Try again in a minute; what is stored is kept."
        case .networkUnreachable: "Check the network, the proxy settings and the address."
        case .planOutdated: "Plan again: the world has moved."
        case .doesNotFit: "Choose a larger accelerator, a shorter context or a smaller model."
        case .deployFailed: "Change what the detail names, then deploy again."
        case .engineFailed: "Look at the service's log: llm-manager services logs."
        case .importNotRunning: "List the imports; one that is completed or cancelled leaves nothing to go on with."
        case .importRunning: "Follow it, or wait for its end."
        case .cancelled: "Start it again, if that was not meant."
        case .unsupported: "Choose another way: this one cannot do it, as the detail says."
        case .timedOut: "Try again; if it stays, look at the network and the other side."
        case .unavailable: "Try again in some minutes."
        case .internalError: "This is a defect of llm-manager: report it with the detail and the request's id."
        }
    }
}
