"""Measure the installed package on data given by path: ``python -m training.evaluate {logoi,polnear,plv,aw,all}``.

Read ``__main__`` for the commands, then ``accounts`` (whole reports) and ``relations`` (marked pairs in sentences);
``docs/accuracy.md`` says what each figure means. Needs nothing but the package itself.
"""
