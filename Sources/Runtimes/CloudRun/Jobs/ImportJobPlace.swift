import Domain
import GoogleCloud

/// What a job runs as, and where.
struct ImportJobPlace: Sendable, Hashable {
    var project: String
    var region: String
    var image: String
    /// The image's own entry point when nil.
    var command: [String]?
    var serviceAccount: String?
    var vpcAccess: RevisionTemplate.VPCAccess?

    /// Puts settings, our own service and the bucket's location together.
    ///
    /// - Throws: `unsupported` when there is no image, or no region can be told.
    init(project: String, bucketLocation: String, settings: ImportJobSettings, own: OwnService?) throws(Problem) {
        guard let image = settings.image ?? own?.image else {
            throw Problem(
                .unsupported, "No image for the job",
                detail: "this manager does not run on Cloud Run itself, so it cannot use its own image",
                fix: "Name an image of llm-manager: --job-image REGION-docker.pkg.dev/PROJECT/REPOSITORY/llm-manager "
                    + "(and --job-service-account), or import in this process: --executor process."
            )
        }
        guard let region = settings.region ?? Self.region(of: bucketLocation, own: own) else {
            throw Problem(
                .unsupported, "No region for the job",
                detail: "the bucket is in ‘\(bucketLocation)’, which is no region",
                fix: "Name one near it: --job-region REGION."
            )
        }
        self.project = project
        self.region = region
        self.image = image
        // An image that was named has an entry point of its own; our own service may have been given another one.
        command = settings.image == nil ? own?.command : nil
        let isOwnProject = own?.project == project
        serviceAccount = settings.serviceAccount ?? (isOwnProject ? own?.serviceAccount : nil)
        vpcAccess = isOwnProject && own?.region == region ? own?.vpcAccess : nil
    }

    /// The bucket's region; for a bucket of several regions our own when it is there, else one that is among them.
    static func region(of location: String, own: OwnService?) -> String? {
        let location = location.lowercased()
        if location.contains("-") { return location }
        let continents = [
            "us": ("us-", "us-central1"), "eu": ("europe-", "europe-west1"), "asia": ("asia-", "asia-southeast1"),
        ]
        guard let (prefix, usual) = continents[location] else { return own?.region }
        if let own, own.region.hasPrefix(prefix) { return own.region }
        return usual
    }
}
