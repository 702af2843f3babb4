# Lines of logs as their programs write them, with made-up ends.
ZEEK_CONN = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#open\t2026-11-28-02-00-00\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration"
    "\torig_bytes\tresp_bytes\tconn_state\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n"
    "1795803180.123456\tC1\t10.0.0.7\t40000\t203.0.113.9\t80\ttcp\thttp\t1.5\t900\t2\tSF\t9\t1200"
    "\t5\t300\n"
    "1795803181.0\tC2\t10.0.0.7\t40001\t203.0.113.9\t443\ttcp\t-\t-\t-\t-\tS0\t1\t60\t0\t0\n"
    "#close\t2026-11-28-03-00-00\n"
)
ZEEK_DNS = (
    "#separator \\x09\n#set_separator\t,\n#unset_field\t-\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tqtype_name"
    "\trcode_name\tanswers\n"
    "1795803180.5\tC1\t10.0.0.7\t5353\t10.0.0.1\t53\tudp\twww.example.com\tA\tNOERROR"
    "\t192.0.2.1,192.0.2.2\n"
)
ZEEK_JSON = (
    '{"ts":1795803180.25,"uid":"C3","id.orig_h":"10.0.0.7","id.orig_p":40000,'
    '"id.resp_h":"203.0.113.9","id.resp_p":80,"method":"POST","host":"out.example",'
    '"uri":"/drop?a=1","status_code":200,"request_body_len":900,"user_agent":"curl/8"}\n'
    "not json\n"
    '{"ts":1795803181,"uid":"C4","id.orig_h":"10.0.0.7","id.resp_h":"203.0.113.9",'
    '"server_name":"out.example","cipher":"X"}\n'
)
EVE = (
    '{"timestamp":"2026-11-28T02:13:00.123456+0800","event_type":"http","src_ip":"10.0.0.7",'
    '"src_port":40000,"dest_ip":"203.0.113.9","dest_port":80,"proto":"TCP","http":{"hostname":'
    '"out.example","url":"/drop?a=1","http_method":"POST","status":200,"http_user_agent":"curl/8"}}\n'
    '{"timestamp":"2026-11-28T02:13:01.5+0800","event_type":"dns","src_ip":"10.0.0.7","dest_ip":'
    '"10.0.0.1","proto":"UDP","dns":{"type":"answer","rrname":"www.example.com","rrtype":"A",'
    '"rcode":"NOERROR","answers":[{"rrname":"www.example.com","rdata":"192.0.2.1"}]}}\n'
    '{"timestamp":"2026-11-28T02:13:02+0800","event_type":"stats","stats":{}}\n'
    '{"timestamp":"2026-11-28T02:13:03Z","event_type":"dns","dns":{"version":3,"queries":'
    '[{"rrname":"a.b","rrtype":"TXT"}]}}\n'
)
COMBINED = (
    '10.0.0.7 - li [28/Nov/2026:02:13:00 +0800] "GET /api/residents?page=1 HTTP/1.1" 200 9000 '
    '"http://h/" "curl/8"\n'
    '10.0.0.8 - - [28/Nov/2026:02:13:01 +0800] "POST /login HTTP/1.1" 401 - "-" "-"\n'
    '10.0.0.9 - - [28/Nov/2026:02:13:02 +0800] "\\x16\\x03\\x01" 400 150\n'
    "garbage\n"
)
SYSLOG = (
    "<134>1 2026-11-28T02:13:00.123+08:00 gw nginx 77 - - hello world\n"
    '<134>1 2026-11-27T18:13:01Z gw app - ID5 [x@1 a="b]c" d="e"][y@1] with data\n'
    "<134>1 2026-11-27T18:13:02Z gw app - - -\n"
    "<34>Oct 11 22:14:15 old form\n"
)
