/// The release that this source tree makes.
enum Version {
    static let text = "0.1.0"
}
