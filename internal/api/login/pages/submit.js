{{define "submit"}}document.getElementById("answer").submit();{{end}}
