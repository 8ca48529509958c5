import HTTPTypes
import Hummingbird
import Logging

/// Turns what a handler throws into the answer that the real API would give.
struct ErrorMiddleware: RouterMiddleware {
    let style: ErrorStyle
    let logger: Logger

    func handle(
        _ request: Request,
        context: SimulatorContext,
        next: (Request, SimulatorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as GoogleError {
            return style.response(for: error)
        } catch let error as any HTTPResponseError {
            if error.status == .notFound { return Self.frontEndNotFound(request) }
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.error(
                "Simulated API failed",
                metadata: ["path": "\(request.uri.path)", "error": "\(String(reflecting: error))"]
            )
            let failure = GoogleError(
                .internalServerError, "INTERNAL", "Internal error encountered.", reason: "backendError"
            )
            return style.response(for: failure)
        }
    }

    /// An unknown path is answered by Google's front end, in HTML.
    private static func frontEndNotFound(_ request: Request) -> Response {
        let page = """
            <!DOCTYPE html>
            <html lang=en><title>Error 404 (Not Found)!!1</title>
            <p><b>404.</b> <ins>That’s an error.</ins>
            <p>The requested URL was not found on this server. <ins>That’s all we know.</ins>

            """
        return Response(
            status: .notFound,
            headers: [.contentType: "text/html; charset=UTF-8"],
            body: .init(byteBuffer: ByteBuffer(string: page))
        )
    }
}
