/// A source whose names move on: a branch gets commits, a tag gets another image.
package protocol MovingSource: ModelSource {
    /// The pin that the reference means now, for the price of one small request.
    ///
    /// - Parameter known: the pin that the caller has; a source that can say "still this one" says so without more.
    /// - Throws: as `resolve` does.
    func pin(of reference: ModelReference, known: String?, token: Secret?) async throws -> String
}
