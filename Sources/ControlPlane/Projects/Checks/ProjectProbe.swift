import Domain

/// One question to Google about a project, and the lines of the checklist that its answer makes.
///
/// It never throws: what could not be asked is a line that says `unknown`, and why. Each line is reported as soon as it
/// is known.
protocol ProjectProbe: Sendable {
    func run(_ scene: CheckScene, _ report: @Sendable (ProjectCheck) -> Void) async
}

/// What every probe of one look knows.
struct CheckScene: Sendable {
    var project: String
    var region: String
    var facts: any ProjectFacts
    /// Who is granted something in a command: `user:a@example.com`, `serviceAccount:…`.
    var member: String
    var buckets: any BucketProvider
    var places: SettingsPlaces?

    var links: ConsoleLinks { ConsoleLinks(project: project) }
    var target: Target { .project(project) }
    var settings: SettingsStore { SettingsStore(buckets: buckets, target: target, places: places) }

    /// As policies name the caller: `principal://…` of a federated one. Where nobody tells, a word that says so and that
    /// no policy takes.
    static func member(of credential: CredentialSummary?) -> String {
        if let email = credential?.email {
            return email.hasSuffix(".gserviceaccount.com") ? "serviceAccount:\(email)" : "user:\(email)"
        }
        // A subject that is not known stands there as an ellipsis.
        if let principal = credential?.principal, principal.hasPrefix("principal"), !principal.contains("…") {
            return principal
        }
        return unknownMember
    }

    static let unknownMember = "MEMBER"

    /// What to know of the member that a command names; nil where it is certain.
    var memberNote: String? {
        if member == Self.unknownMember {
            return "The credentials do not say who they are to IAM: put user:…, serviceAccount:… or principal://… in "
                + "the place of \(Self.unknownMember)."
        }
        guard member.hasPrefix("principal") else { return nil }
        return "The command names the subject as a pool maps it by default (google.subject=assertion.sub); a pool that "
            + "maps another claim knows this caller by that."
    }

    /// The member as a shell takes it: a subject can hold anything.
    var memberWord: String {
        let isPlain = member.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._@:/=+-".contains($0)) }
        return isPlain
            ? member
            : "'" + member.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The command that gives the caller a role in the project.
    func grantCommand(_ role: String) -> String {
        "gcloud projects add-iam-policy-binding \(project) --member=\(memberWord) --role=\(role)"
    }
}

extension ProjectCheck {
    /// The same line for a question that was not answered: the reason, the permission that is missing, and the API to
    /// enable where that is the reason.
    func unknown(_ error: any Error, needs permission: String? = nil, api: String? = nil) -> ProjectCheck {
        let problem = Problem(wrapping: error)
        var line = self
        line.state = .unknown
        line.detail = problem.detail
        line.hint = problem.fix
        if problem.code == .permissionDenied {
            line.permission = permission
            if let named = problem.namedPermission {
                line.permission = named
                line.detail = "this cannot be looked at without the permission \(named)"
                line.hint = nil
            }
        }
        if problem.code == .apiDisabled, let api {
            line.fix = ServicesCheck.fix(of: api)
            line.detail = "\(api).googleapis.com is not enabled, so this cannot be looked at"
            line.hint = nil
        }
        return line
    }
}

extension Problem {
    /// The permission that Google says is missing, as its own words name it.
    var namedPermission: String? {
        detail.firstMatch(of: /[Pp]ermission '([a-z]+(?:\.[A-Za-z]+){2,3})'/).map { String($0.output.1) }
    }
}
