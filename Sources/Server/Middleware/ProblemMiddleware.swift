import API
import ControlPlane
import Domain
import HTTPTypes
import Hummingbird
import Logging

/// Every error leaves as `application/problem+json`.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPProblem {
            let view = ProblemView(error.problem, status: error.status, requestID: context.requestID)
            return try .problem(view, headers: error.headers)
        } catch let error as HTTPError {
            let problem = Problem(
                .invalidRequest, "Not a request we can answer", detail: error.body ?? "\(error.status)")
            return try .problem(ProblemView(problem, status: error.status.code, requestID: context.requestID))
        } catch {
            let problem = Problem(wrapping: error)
            if problem.code == .internalError {
                context.logger.error(
                    "unexpected error", metadata: ["request": "\(context.requestID)", "error": "\(error)"]
                )
            }
            return try .problem(ProblemView(problem, requestID: context.requestID))
        }
    }
}
