/// The release that this source tree makes.
enum Version {
    static let text = "0.1.0"
    /// Written by scripts/stamp_version.sh when a release is built.
    static let commit = ""

    /// With the commit, where a release knows it.
    static let full = commit.isEmpty ? text : "\(text) (\(commit))"
}
