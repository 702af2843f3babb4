# A piece of PostgreSQL's CSV log with a statement over several lines.
TAIL = ',,,,,,,,,"psql","client backend",,0\n'
HEAD = '2026-11-28 02:13:00.123 UTC,"li","people",1,"10.0.0.7:4000",s,1,"SELECT",t,v,0,LOG,00000,'
TEXT = (
    f'{HEAD}"statement: select 1"{TAIL}'
    f'{HEAD}"statement: select ""a""\nfrom t\n"{TAIL}'
    f'{HEAD}"statement: select 3"{TAIL}'
)
