/* libcurl's variadic calls, one function for each kind of argument, so that Swift can call them. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <fcntl.h>

static inline CURLcode llm_curl_set_number(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode llm_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/* libcurl keeps a copy; NULL takes the option's value away. */
static inline CURLcode llm_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

/* libcurl keeps a copy of the bytes. */
static inline CURLcode llm_curl_set_bytes(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

/* The list stays the caller's, and must live as long as the transfer. */
static inline CURLcode llm_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(easy, option, list);
}

static inline CURLcode llm_curl_set_pointer(CURL *easy, CURLoption option, void *pointer) {
    return curl_easy_setopt(easy, option, pointer);
}

typedef size_t (*llm_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*llm_curl_seek_callback)(void *context, curl_off_t offset, int origin);
typedef int (*llm_curl_prerequest_callback)(void *context, char *, char *, int, int);

/* CURLOPT_HEADERFUNCTION, CURLOPT_WRITEFUNCTION, CURLOPT_READFUNCTION. */
static inline CURLcode llm_curl_set_data_callback(CURL *easy, CURLoption option, llm_curl_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode llm_curl_set_seek_callback(CURL *easy, llm_curl_seek_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode llm_curl_set_prerequest_callback(CURL *easy, llm_curl_prerequest_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline int llm_curl_close_on_exec(void *context, curl_socket_t socket, curlsocktype purpose) {
    (void)context;
    (void)purpose;
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == -1 ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

/* Programs that we start must not hold our connections open. */
static inline CURLcode llm_curl_set_close_on_exec(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, llm_curl_close_on_exec);
}

static inline long llm_curl_number(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline CURLMcode llm_curl_set_multi_number(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline const curl_version_info_data *llm_curl_version(void) {
    return curl_version_info(CURLVERSION_NOW);
}

/* Macros with casts, which Swift does not read. */
static const long llm_curl_auth_basic = (long)CURLAUTH_BASIC;
static const long llm_curl_auth_ntlm = (long)CURLAUTH_NTLM;
static const long llm_curl_auth_negotiate = (long)CURLAUTH_NEGOTIATE;
